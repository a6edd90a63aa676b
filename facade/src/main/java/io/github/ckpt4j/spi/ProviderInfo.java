package io.github.ckpt4j.spi;

import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.Retirement;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Describes a provider: its name, its base URL, its settings and its job references. Immutable. */
public final class ProviderInfo {
  /** A job id without a slash; the default. */
  public static final Pattern SINGLE_SEGMENT = Pattern.compile("[^/]+");

  private final String name;
  private final String title;
  private final String baseUrl;
  private final List<Setting> settings;
  private final List<String> queryParameters;
  private final String jobIdExample;
  private final Pattern jobIdPattern;
  private final List<Metric> metrics;
  private final String documentation;
  private final Set<Ability> abilities;
  private final List<String> jobScopes;
  private final List<Retirement> retirements;
  private final String jobPage;
  private final @Nullable Pattern modelPattern;
  private final @Nullable Setting scope;

  private ProviderInfo(Builder from) {
    name = from.name;
    title = from.title;
    baseUrl = from.baseUrl;
    settings = List.copyOf(from.settings);
    queryParameters = List.copyOf(from.queryParameters);
    jobIdExample = from.jobIdExample;
    jobIdPattern = from.jobIdPattern;
    metrics = from.metrics;
    documentation = from.documentation;
    abilities = Collections.unmodifiableSet(EnumSet.copyOf(from.abilities));
    jobScopes = from.jobScopes;
    retirements = from.retirements;
    jobPage = from.jobPage;
    modelPattern = from.modelPattern;
    scope = from.scope;
  }

  /**
   * A builder for the description of a provider.
   *
   * @param name the name in job references: lower-case letters, digits and {@code -}
   * @param baseUrl the URL that paths are appended to, unless {@link Setting#BASE_URL} replaces it.
   *     Its host may contain settings in braces: {@code https://api.{region}.example/v1}
   */
  public static Builder builder(String name, String baseUrl) {
    return new Builder(name, baseUrl);
  }

  /** The name in job references. */
  public String name() {
    return name;
  }

  /** The name to show to people. */
  public String title() {
    return title;
  }

  /**
   * The URL that paths are appended to, unless {@link Setting#BASE_URL} replaces it. Each request
   * replaces the name of a setting in braces with its value.
   */
  public String baseUrl() {
    return baseUrl;
  }

  /** The settings it has, in the order in which they were added. */
  public List<Setting> settings() {
    return settings;
  }

  /** The names of the settings that each request sends as query parameters, if they are set. */
  public List<String> queryParameters() {
    return queryParameters;
  }

  /** The form of a job's id, as shown to people: {@code namespace/repo/ft_…}. */
  public String jobIdExample() {
    return jobIdExample;
  }

  /** The pattern that a job's id must match. */
  public Pattern jobIdPattern() {
    return jobIdPattern;
  }

  /** The metrics it is known to report; it may report others, too. */
  public List<Metric> metrics() {
    return metrics;
  }

  /** The URL of the vendor's description of its checkpoint list; empty if unknown. */
  public String documentation() {
    return documentation;
  }

  /** The operations it offers that ckpt4j supports, in the order of {@link Ability}. */
  public Set<Ability> abilities() {
    return abilities;
  }

  /**
   * The forms of references to many of its jobs, without the name of the provider: an empty string
   * for all jobs, {@code namespace/repo}. Empty if it lists no jobs.
   */
  public List<String> jobScopes() {
    return jobScopes;
  }

  /** The published dates on which its base models are retired. */
  public List<Retirement> retirements() {
    return retirements;
  }

  /** The vendor's web page of a job; empty if the form of its address is unknown. */
  public Optional<String> jobPage(JobRef job) {
    if (jobPage.isEmpty()) {
      return Optional.empty();
    }
    String page = jobPage;
    List<String> segments = job.segments();
    for (int i = 0; i < segments.size(); i++) {
      page = page.replace(
          "{" + i + "}",
          URLEncoder.encode(segments.get(i), StandardCharsets.UTF_8).replace("+", "%20"));
    }
    return Optional.of(page);
  }

  /**
   * The form of the web page of a job, with {@code {0}}, {@code {1}} for the parts of its id; may
   * be empty.
   */
  public String jobPageForm() {
    return jobPage;
  }

  /** The job of a checkpoint with this model name, if the name contains it. */
  public Optional<JobRef> jobOfModel(String modelName) {
    return Optional.ofNullable(modelPattern)
        .map(pattern -> pattern.matcher(modelName))
        .filter(Matcher::matches)
        .map(name -> new JobRef(this.name, name.group("job")));
  }

  /**
   * The setting with the first part of job ids, such as a repository, for programs that complete an
   * id without it. The client itself needs full references. Null if there is none.
   */
  public @Nullable Setting scope() {
    return scope;
  }

  /**
   * The setting of this name.
   *
   * @throws IllegalArgumentException if it has no such setting; the message lists those it has
   */
  public Setting setting(String settingName) {
    return settings.stream()
        .filter(setting -> setting.name().equals(settingName))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name
            + " has no setting '"
            + settingName
            + "'; known settings: "
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
    private final List<String> queryParameters = new ArrayList<>();
    private String title;
    private String jobIdExample = "JOB_ID";
    private Pattern jobIdPattern = SINGLE_SEGMENT;
    private List<Metric> metrics = List.of();
    private String documentation = "";
    private final Set<Ability> abilities = EnumSet.of(Ability.CHECKPOINTS, Ability.JOB);
    private List<String> jobScopes = List.of();
    private List<Retirement> retirements = List.of();
    private String jobPage = "";
    private @Nullable Pattern modelPattern;
    private @Nullable Setting scope;

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

    /**
     * Adds a setting that each request sends as a query parameter of the same name, if it is set.
     * Not for secrets: a URL is shown in messages and logs.
     */
    public Builder queryParameter(Setting setting) {
      queryParameters.add(setting.name());
      return setting(setting);
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

    /** Adds abilities to {@link Ability#CHECKPOINTS} and {@link Ability#JOB}, which all have. */
    public Builder abilities(Ability... more) {
      abilities.addAll(List.of(more));
      return this;
    }

    /** Adds {@link Ability#JOBS}, with these forms of references to many jobs. */
    public Builder jobScopes(String... forms) {
      jobScopes = List.of(forms);
      abilities.add(Ability.JOBS);
      return this;
    }

    public Builder retirements(List<Retirement> retirements) {
      this.retirements = List.copyOf(retirements);
      return this;
    }

    /**
     * The form of the vendor's web page of a job, with {@code {0}}, {@code {1}} in place of the parts
     * of its id.
     */
    public Builder jobPage(String form) {
      jobPage = Objects.requireNonNull(form, "form");
      return this;
    }

    /** The pattern of model names that contain their job's id, in a group named {@code job}. */
    public Builder modelPattern(Pattern pattern) {
      modelPattern = Objects.requireNonNull(pattern, "pattern");
      return this;
    }

    /** Adds a setting with the first part of job ids, with which programs may complete ids. */
    public Builder scope(Setting setting) {
      scope = setting;
      return setting(setting);
    }

    public ProviderInfo build() {
      return new ProviderInfo(this);
    }
  }
}
