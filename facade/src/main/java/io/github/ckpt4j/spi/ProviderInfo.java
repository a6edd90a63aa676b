package io.github.ckpt4j.spi;

import io.github.ckpt4j.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** Describes a provider: its name, its base URL, its settings and its job references. Immutable. */
public final class ProviderInfo {
  /** A job id without a slash; the default. */
  public static final Pattern SINGLE_SEGMENT = Pattern.compile("[^/]+");

  private final String name;
  private final String title;
  private final String baseUrl;
  private final List<Setting> settings;
  private final String jobIdExample;
  private final Pattern jobIdPattern;
  private final List<Metric> metrics;
  private final String documentation;

  private ProviderInfo(Builder from) {
    name = from.name;
    title = from.title;
    baseUrl = from.baseUrl;
    settings = List.copyOf(from.settings);
    jobIdExample = from.jobIdExample;
    jobIdPattern = from.jobIdPattern;
    metrics = from.metrics;
    documentation = from.documentation;
  }

  /**
   * Starts the description of a provider.
   *
   * @param name the name in job references: lower-case letters, digits and {@code -}
   * @param baseUrl the URL that paths are appended to, unless {@link Setting#BASE_URL} replaces it
   */
  public static Builder builder(String name, String baseUrl) {
    return new Builder(name, baseUrl);
  }

  /** The name in job references. */
  public String name() {
    return name;
  }

  /** The name for people. */
  public String title() {
    return title;
  }

  /** The URL that paths are appended to, unless {@link Setting#BASE_URL} replaces it. */
  public String baseUrl() {
    return baseUrl;
  }

  /** The settings it has, in the order in which they were added. */
  public List<Setting> settings() {
    return settings;
  }

  /** The form of a job's id, for people: {@code namespace/repo/ft_…}. */
  public String jobIdExample() {
    return jobIdExample;
  }

  /** The pattern that a job's id must match. */
  public Pattern jobIdPattern() {
    return jobIdPattern;
  }

  /** The metrics it is known to report; it may report others. */
  public List<Metric> metrics() {
    return metrics;
  }

  /** The URL of the vendor's description of its checkpoint list; empty if unknown. */
  public String documentation() {
    return documentation;
  }

  /**
   * The setting of this name.
   *
   * @throws IllegalArgumentException if it has none of this name; the message lists those it has
   */
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

  @Override
  public String toString() {
    return "ProviderInfo[" + name + "]";
  }

  /** Collects the description of a provider; not safe for use by several threads. */
  public static final class Builder {
    private final String name;
    private final String baseUrl;
    private final List<Setting> settings = new ArrayList<>();
    private String title;
    private String jobIdExample = "JOB_ID";
    private Pattern jobIdPattern = SINGLE_SEGMENT;
    private List<Metric> metrics = List.of();
    private String documentation = "";

    private Builder(String name, String baseUrl) {
      this.name = Objects.requireNonNull(name, "name");
      this.baseUrl = Objects.requireNonNull(baseUrl, "baseUrl");
      title = name;
    }

    /** The default is the name in job references. */
    public Builder title(String title) {
      this.title = Objects.requireNonNull(title, "title");
      return this;
    }

    /** Adds a setting; the API key should come first. */
    public Builder setting(Setting setting) {
      settings.add(Objects.requireNonNull(setting, "setting"));
      return this;
    }

    public Builder jobIdExample(String jobIdExample) {
      this.jobIdExample = Objects.requireNonNull(jobIdExample, "jobIdExample");
      return this;
    }

    /** The default is {@link #SINGLE_SEGMENT}. */
    public Builder jobIdPattern(Pattern jobIdPattern) {
      this.jobIdPattern = Objects.requireNonNull(jobIdPattern, "jobIdPattern");
      return this;
    }

    public Builder metrics(List<Metric> metrics) {
      this.metrics = List.copyOf(metrics);
      return this;
    }

    public Builder documentation(String documentation) {
      this.documentation = Objects.requireNonNull(documentation, "documentation");
      return this;
    }

    public ProviderInfo build() {
      return new ProviderInfo(this);
    }
  }
}
