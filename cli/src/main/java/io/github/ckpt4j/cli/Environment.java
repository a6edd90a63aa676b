package io.github.ckpt4j.cli;

import io.github.ckpt4j.cli.print.Output;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;

/**
 * The surroundings that a command runs in.
 *
 * @param environment its variables
 * @param in where job references can come from
 * @param out takes the data
 * @param err takes everything else
 * @param outTerminal what {@code out} leads to
 * @param errTerminal what {@code err} leads to
 * @param clock tells how long ago things were, and in which zone
 */
record Environment(
    Map<String, String> environment,
    InputStream in,
    Output out,
    Output err,
    Terminal outTerminal,
    Terminal errTerminal,
    Clock clock) {

  /** The surroundings of this process. */
  static Environment ofProcess() {
    Map<String, String> environment = System.getenv();
    return new Environment(
        environment,
        System.in,
        new Output(new FileOutputStream(FileDescriptor.out)),
        new Output(new FileOutputStream(FileDescriptor.err)),
        Terminal.of(1, environment),
        Terminal.of(2, environment),
        Clock.system(ZoneId.systemDefault()));
  }

  /**
   * The same, but with nothing in the environment that leads to a provider or a configuration,
   * except these variables.
   */
  Environment apart(Map<String, String> variables) {
    Map<String, String> apart = new HashMap<>(environment);
    apart.keySet().removeAll(Configuration.variables());
    apart.put("XDG_CONFIG_HOME", "/nonexistent");
    apart.putAll(variables);
    return new Environment(apart, in, out, err, outTerminal, errTerminal, clock);
  }
}
