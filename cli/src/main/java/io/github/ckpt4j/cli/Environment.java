package io.github.ckpt4j.cli;

import io.github.ckpt4j.cli.print.Output;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The environment that a command runs in.
 *
 * @param environment its variables
 * @param in may contain job references
 * @param out receives the data
 * @param err receives everything else
 * @param outTerminal the terminal that {@code out} writes to, if any
 * @param errTerminal the terminal that {@code err} writes to, if any
 * @param clock the time, and the zone to show times in
 */
record Environment(
    Map<String, String> environment,
    InputStream in,
    Output out,
    Output err,
    Terminal outTerminal,
    Terminal errTerminal,
    Clock clock) {
  private static final Set<String> PROXIES =
      Set.of("https_proxy", "http_proxy", "all_proxy", "no_proxy");

  /** The environment of this process. */
  static Environment ofProcess() {
    Map<String, String> environment = System.getenv();
    Terminal out = Terminal.of(1, environment);
    Terminal err = Terminal.of(2, environment);
    return new Environment(
        environment,
        System.in,
        new Output(new FileOutputStream(FileDescriptor.out), out.isAscii()),
        new Output(new FileOutputStream(FileDescriptor.err), err.isAscii()),
        out,
        err,
        Clock.system(ZoneId.systemDefault()));
  }

  /**
   * The same environment, but with these variables instead of those that configure a provider, and
   * without the user's configuration file, proxies and cache of jobs.
   */
  Environment apart(Map<String, String> variables) {
    Map<String, String> apart = new HashMap<>(environment);
    apart.keySet().removeAll(Configuration.variables());
    apart.remove("CKPT_PROFILE");
    apart.keySet().removeIf(name -> PROXIES.contains(name.toLowerCase(Locale.ROOT)));
    apart.keySet().removeAll(Set.of("HOME", "XDG_CACHE_HOME"));
    apart.put("XDG_CONFIG_HOME", "/nonexistent");
    apart.putAll(variables);
    return new Environment(apart, in, out, err, outTerminal, errTerminal, clock);
  }
}
