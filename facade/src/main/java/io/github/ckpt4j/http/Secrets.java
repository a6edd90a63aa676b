package io.github.ckpt4j.http;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds every secret in the configured values. */
final class Secrets {
  /** Shorter ones cannot be removed from text without damaging it: they are parts of words. */
  static final int SHORTEST = 8;

  private static final Pattern USER_INFO =
      Pattern.compile("(?<=://)[^/?#@:]*(?::([^/?#@]*))?(?=@)");

  private Secrets() {}

  /** The secrets, the texts within those that are JSON, and their forms in Basic authentication. */
  static Set<String> expand(Collection<String> configured) {
    Set<String> all = new LinkedHashSet<>();
    for (String secret : configured) {
      add(secret, all);
      JsonElement json = parse(secret);
      if (json != null) {
        addLeaves(json, all);
      }
    }
    return all;
  }

  /** The credentials in a value that is, or contains, a URL with a user. */
  static List<String> inUrl(String value) {
    Matcher user = USER_INFO.matcher(value);
    if (!user.find()) {
      return List.of();
    }
    String password = user.group(1);
    return List.of(user.group(), password == null ? user.group() : password);
  }

  private static void add(String secret, Set<String> all) {
    if (secret.length() < SHORTEST) {
      return;
    }
    all.add(secret);
    for (String credentials : new String[] {secret, secret + ":", ":" + secret}) {
      all.add(encode(credentials));
    }
  }

  static String encode(String credentials) {
    String base64 =
        Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    // Without the padding, which some clients omit.
    return base64.replace("=", "");
  }

  private static void addLeaves(JsonElement json, Set<String> all) {
    if (json.isJsonObject()) {
      json.getAsJsonObject().asMap().values().forEach(each -> addLeaves(each, all));
    } else if (json.isJsonArray()) {
      json.getAsJsonArray().forEach(each -> addLeaves(each, all));
    } else if (json.isJsonPrimitive()) {
      add(json.getAsString(), all);
    }
  }

  private static @Nullable JsonElement parse(String secret) {
    if (!secret.startsWith("{") && !secret.startsWith("[")) {
      return null;
    }
    try {
      return JsonParser.parseString(secret);
    } catch (JsonParseException e) {
      return null; // Not JSON after all: the whole text is one secret.
    }
  }
}
