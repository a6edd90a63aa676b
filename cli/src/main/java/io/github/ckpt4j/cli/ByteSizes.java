package io.github.ckpt4j.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;

/** Reads sizes in bytes as people type them: {@code 500}, {@code 50M}, {@code 8MB}, {@code 1.5GiB}. */
final class ByteSizes implements ITypeConverter<Long> {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)([kKMGT]?)(i?)(B?)");

  private static final Map<String, Integer> POWERS =
      Map.of("", 0, "k", 1, "K", 1, "M", 2, "G", 3, "T", 4);

  private static final BigDecimal LARGEST = BigDecimal.TEN.pow(18);

  @Override
  public Long convert(String text) {
    Matcher matcher = FORM.matcher(text);
    boolean isBinary = matcher.matches() && !matcher.group(3).isEmpty();
    if (!matcher.matches() || (isBinary && matcher.group(2).isEmpty())) {
      throw new InvalidArgument(
          "a size is a number with a unit, such as 500KB, 8MB or 1.5GiB, not '" + text + "'");
    }
    BigDecimal unit =
        BigDecimal.valueOf(isBinary ? 1024 : 1000).pow(POWERS.getOrDefault(matcher.group(2), 0));
    BigDecimal size =
        new BigDecimal(matcher.group(1)).multiply(unit).setScale(0, RoundingMode.HALF_UP);
    if (size.signum() == 0 || size.compareTo(LARGEST) > 0) {
      throw new InvalidArgument("a size must be from 1 byte to 1 EB, not " + text);
    }
    return size.longValueExact();
  }
}
