package io.github.ckpt4j.cli;

import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.spi.ProviderInfo;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "open",
    description = "Open a job's page on the vendor's web site.",
    footer = {
      "",
      "Prints the URL instead if standard output is not a terminal, or no browser can be started.",
      "Supports Together AI, OpenAI and Baseten. $BROWSER overrides the default browser.",
      "",
      "Examples:",
      "  ckpt open openai:ftjob-abc123",
      "  ckpt open together:ft-1 --print",
    })
final class OpenCommand implements Callable<Integer> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Ckpt ckpt;

  @Parameters(
      paramLabel = "JOB",
      completionCandidates = JobArguments.Prefixes.class,
      description = "A job reference.")
  private String job = "";

  @Option(names = "--print", description = "Print the URL without opening it.")
  private boolean print;

  @Override
  public Integer call() {
    Configuration configuration = ckpt.configuration();
    JobRef ref = PastedReference.read(job, configuration);
    ProviderInfo info = configuration.provider(ref.provider());
    if (!info.jobIdPattern().matcher(ref.id()).matches()) {
      throw new IllegalArgumentException("a job at " + info.title() + " looks like " + info.name()
          + ":" + info.jobIdExample() + ", not '" + ref + "'");
    }
    String url = info.jobPage(ref)
        .orElseThrow(() ->
            new NotFoundException("the web address of jobs at " + info.title() + " is unknown"));
    boolean isOpened = !print
        && ckpt.shell().outTerminal().isInteractive()
        && Browser.open(url, ckpt.shell().environment());
    if (isOpened) {
      ckpt.messages().note("Opened " + url);
    } else {
      ckpt.out().line(url);
    }
    return ExitCode.DONE;
  }
}
