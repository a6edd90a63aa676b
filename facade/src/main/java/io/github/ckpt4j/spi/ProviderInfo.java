package io.github.ckpt4j.spi;

import io.github.ckpt4j.Metric;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What there is to know of a provider before asking it anything.
 *
 * @param name the name in job references: lower-case letters, digits and {@code -}
 * @param title the name for people
 * @param baseUrl what its paths are appended to, unless the {@code base-url} setting says otherwise
 * @param settings what can be set for it, the API key first
 * @param jobIdExample what a job's address looks like, for people: {@code namespace/repo/ft_…}
 * @param jobIdPattern what a job's address must match
 * @param metrics the metrics it is known to report; it may report others
 * @param documentation where the vendor describes its list of checkpoints
 */
public record ProviderInfo(
    String name,
    String title,
    String baseUrl,
    List<Setting> settings,
    String jobIdExample,
    Pattern jobIdPattern,
    List<Metric> metrics,
    String documentation) {

  /** An address of one id. */
  public static final Pattern SINGLE_SEGMENT = Pattern.compile("[^/]+");

  public ProviderInfo {
    settings = List.copyOf(settings);
    metrics = List.copyOf(metrics);
  }

  /** The setting of this name. Throws {@link IllegalArgumentException} naming those that exist. */
  public Setting setting(String settingName) {
    return settings.stream()
        .filter(setting -> setting.name().equals(settingName))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name
            + " has no setting '"
            + settingName
            + "'; it has: "
            + String.join(", ", settings.stream().map(Setting::name).toList())));
  }
}
