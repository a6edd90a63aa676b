package io.github.ckpt4j.spi;

import io.github.ckpt4j.CheckpointException.Kind;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The meaning of the usual codes and types in error bodies, wherever a server puts them. */
final class ErrorWords {
  private static final Pattern QUOTA = Pattern.compile(
      "(.*_)?insufficient_(quota|credits?|funds|balance)(_.*)?"
          + "|billing.*|payment_required|quota_(exhausted|used_up)|(.*_)?out_of_credits?"
          + "|(.*_)?(budget|credits?|spend|spending|usage|hard)(_limit)?"
          + "_(exceeded|reached|exhausted|depleted)"
          + "|credit_balance.*|exceeded_current_quota.*"
          + "|(account|subscription)_(inactive|not_active|suspended|deactivated|expired|cancell?ed)");

  private static final Pattern QUOTA_MESSAGE = Pattern.compile(
      "exceeded your current quota|check your plan and billing|account is not active"
          + "|billing[a-z ]* (inactive|not active|limit)|(out of|insufficient|not enough|no more) (credits?"
          + "|funds|balance|quota)|credit balance is too low|payment (is )?required"
          + "|add a payment method|(spend|spending) (limit|cap)|(quota|budget)\\b.{0,40}\\bused up"
          + "|non-?payment|unpaid|past due|subscription (has |is )?(expired|ended|inactive|cancell?ed)");

  /** A quota of money or of a long time, unless the message is about a rate. */
  private static final Pattern SPENT_MESSAGE =
      Pattern.compile("\\b(quota|credits?|budget|balance|usage limit)\\b.{0,40}"
          + "\\b(exhausted|depleted|exceeded|reached|used up)"
          + "|\\b(exhausted|depleted|exceeded|reached|used up)\\b.{0,40}"
          + "\\b(quota|credits?|budget|balance|usage limit)");

  private static final Pattern RATE_MESSAGE =
      Pattern.compile("\\bper[ _-]?(second|sec|minute|min|hour)|/ ?(s|sec|min|minute)\\b"
          + "|\\b[rt]pm\\b|\\brate\\b|rate_?limit"
          + "|too many requests|concurren|e\\.g\\. check quota");

  private static final Pattern RATE =
      Pattern.compile("rate_?limit.*|too_?many_?requests|throttl.*|(.*_)?rate_limit_exceeded");

  private static final Pattern KEY =
      Pattern.compile("(invalid|incorrect|missing|expired)_?(api_?key|access_?key"
          + "|((access|auth|authentication|bearer|security|client)_?)?token).*"
          + "|(un)?recogni[sz]ed_?client.*");

  private static final Pattern KEY_MESSAGE = Pattern.compile(
      "(invalid|incorrect|missing|expired|no) (api[ -]key|(access|bearer|security) token)\\b"
          + "|(api[ -]key|(access|bearer|security) token)( you provided| supplied| included in the request)? "
          + "(is |has |was )?(not valid|valid|invalid|incorrect|expired|revoked|missing)");

  private static final List<Meaning> OTHERS = List.of(
      new Meaning(
          "(.*_)?overloaded(_.*)?|(internal_?)?server_?(error|exception)|internal_error"
              + "|service_?unavailable.*|temporarily_unavailable",
          Kind.SERVER_ERROR),
      new Meaning("(.*_)?time(d_)?out(_.*)?|(model|request)_?time(d_)?out.*", Kind.TIMEOUT));

  private static final List<Meaning> IN_A_SUCCESS = List.of(
      new Meaning(
          "(invalid|missing|expired)_auth.*|authentication_error"
              + "|unauthori[sz]ed|unauthenticated",
          Kind.UNAUTHENTICATED),
      new Meaning("permission_(denied|error)|forbidden|access_denied", Kind.PERMISSION_DENIED),
      new Meaning("(.*_)?not_found(_error)?", Kind.NOT_FOUND),
      new Meaning("invalid_request(_error)?|bad_request|validation_error", Kind.INVALID_REQUEST));

  private record Meaning(Pattern words, Kind kind) {
    Meaning(String words, Kind kind) {
      this(Pattern.compile(words), kind);
    }
  }

  private ErrorWords() {}

  /**
   * The kind that the words stand for; null if the status is at least as specific.
   *
   * @param words codes and types, in lower case with underscores
   * @param message the server's reason, for servers that put it only there; null to ignore it
   */
  static @Nullable Kind kind(List<String> words, @Nullable String message, int status) {
    if (isUnclear(status) && (any(words, QUOTA) || isQuota(message))) {
      return Kind.QUOTA_EXHAUSTED;
    }
    boolean vague = status < 300 || status == 400;
    if ((vague || status == 403) && (any(words, KEY) || isAboutKey(message))) {
      return Kind.UNAUTHENTICATED;
    }
    if ((vague || status == 403) && any(words, RATE)) {
      return Kind.RATE_LIMITED;
    }
    Kind other = vague ? of(words, OTHERS) : null;
    return other == null && status < 300 ? of(words, IN_A_SUCCESS) : other;
  }

  /** Statuses that servers send both for an exhausted quota and for other reasons. */
  private static boolean isUnclear(int status) {
    return status < 300 || status == 400 || status == 402 || status == 403 || status == 429;
  }

  private static boolean isQuota(@Nullable String message) {
    if (message == null) {
      return false;
    }
    String text = message.toLowerCase(Locale.ROOT);
    return QUOTA_MESSAGE.matcher(text).find()
        || (SPENT_MESSAGE.matcher(text).find() && !RATE_MESSAGE.matcher(text).find());
  }

  private static boolean isAboutKey(@Nullable String message) {
    return message != null
        && KEY_MESSAGE.matcher(message.toLowerCase(Locale.ROOT)).find();
  }

  private static @Nullable Kind of(List<String> words, List<Meaning> meanings) {
    return meanings.stream()
        .filter(meaning -> any(words, meaning.words()))
        .map(Meaning::kind)
        .findFirst()
        .orElse(null);
  }

  private static boolean any(List<String> words, Pattern pattern) {
    return words.stream().anyMatch(word -> pattern.matcher(word).matches());
  }
}
