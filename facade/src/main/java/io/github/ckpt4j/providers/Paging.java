package io.github.ckpt4j.providers;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Detects that a list continues in a way that this version does not know, so that a part is never
 * taken for the whole. A provider may introduce paging at any time.
 */
final class Paging {
  private static final Set<String> ENVELOPES = Set.of(
      "pagination",
      "paging",
      "page",
      "pageinfo",
      "pages",
      "meta",
      "metadata",
      "links",
      "responsemetadata");

  /** Names of the next page; false or an empty string means that this page is the last. */
  private static final Set<String> NEXT = Set.of(
      "next",
      "nextpage",
      "nextpagetoken",
      "nexttoken",
      "nextcursor",
      "nextlink",
      "nexturl",
      "nexturi",
      "nextoffset",
      "nextpageurl",
      "nextpageuri",
      "nextid",
      "nextmarker",
      "continuation",
      "continuationtoken",
      "continuetoken",
      "lastevaluatedkey",
      "odatanextlink");

  private static final Set<String> MORE = Set.of(
      "hasmore",
      "hasnext",
      "hasnextpage",
      "hasmorepages",
      "more",
      "moreresults",
      "moreavailable",
      "moreitems",
      "truncated",
      "istruncated",
      "incomplete",
      "incompleteresults",
      "partial");

  private static final Set<String> PAGES =
      Set.of("totalpages", "pagecount", "pagestotal", "numpages", "lastpage", "pages");

  private static final Set<String> TOTALS = Set.of(
      "total",
      "totalcount",
      "totalitems",
      "totalresults",
      "totalentries",
      "totalrecords",
      "totalcheckpoints",
      "totalelements",
      "totalsize");

  private Paging() {}

  /** Rejects members of a last page that announce more pages. */
  static void refuseMore(Map<String, Object> members) {
    for (Map.Entry<String, Object> member : members.entrySet()) {
      String word = word(member.getKey());
      Object value = member.getValue();
      if (announcesMore(word, value)) {
        throw more(member.getKey(), value);
      }
      if (ENVELOPES.contains(word) && value instanceof Map<?, ?> nested) {
        refuseMore(present(nested));
      }
    }
  }

  /** Rejects members of a whole list that count more items than it has. */
  static void refuseTotal(Map<String, Object> members, int listed) {
    for (Map.Entry<String, Object> member : members.entrySet()) {
      String word = word(member.getKey());
      Object value = member.getValue();
      if (TOTALS.contains(word) && isMoreThan(value, listed)) {
        throw more(member.getKey(), value);
      }
      if (ENVELOPES.contains(word) && value instanceof Map<?, ?> nested) {
        refuseTotal(present(nested), listed);
      }
    }
  }

  private static boolean announcesMore(String word, Object value) {
    boolean something = !value.equals(false) && !value.equals("") && !value.equals(List.of());
    return (NEXT.contains(word) && something)
        || (MORE.contains(word) && something && !value.equals(0L))
        || (PAGES.contains(word) && isMoreThan(value, 1));
  }

  private static boolean isMoreThan(Object value, int count) {
    if (value instanceof Number number) {
      return number.doubleValue() > count;
    }
    return value instanceof String text
        && Numbers.isPlain(text)
        && Double.parseDouble(text) > count;
  }

  /**
   * The normalized word, however it is written: {@code has_more}, {@code hasMore}, {@code
   * @odata.nextLink}.
   */
  private static String word(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
  }

  private static Map<String, Object> present(Map<?, ?> object) {
    Map<String, Object> members = new LinkedHashMap<>();
    object.forEach((name, value) -> {
      if (value != null) {
        members.put(String.valueOf(name), value);
      }
    });
    return members;
  }

  private static RuntimeException more(String name, Object value) {
    return ModelReader.badResponse("the list has more pages than this version can read: "
        + Shown.name(name)
        + " is "
        + Shown.name(String.valueOf(value)));
  }
}
