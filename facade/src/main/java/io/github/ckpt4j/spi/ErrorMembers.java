package io.github.ckpt4j.spi;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds members of errors in any way of writing their names: {@code request_id} is also {@code
 * requestId} and {@code RequestID}.
 */
final class ErrorMembers {
  private ErrorMembers() {}

  /** The member of this name; null if the object has none. */
  static @Nullable JsonElement get(JsonObject object, String name) {
    JsonElement exact = object.get(name);
    if (exact != null) {
      return exact;
    }
    for (Map.Entry<String, JsonElement> member : object.entrySet()) {
      if (isSame(member.getKey(), name)) {
        return member.getValue();
      }
    }
    return null;
  }

  static boolean has(JsonObject object, String name) {
    return get(object, name) != null;
  }

  /** Compares letters and digits only, and those in any case. */
  private static boolean isSame(String one, String other) {
    int i = 0;
    int j = 0;
    while (true) {
      i = next(one, i);
      j = next(other, j);
      if (i == one.length() || j == other.length()) {
        return i == one.length() && j == other.length();
      }
      if (Character.toLowerCase(one.charAt(i++)) != Character.toLowerCase(other.charAt(j++))) {
        return false;
      }
    }
  }

  private static int next(String name, int from) {
    int at = from;
    while (at < name.length() && !Character.isLetterOrDigit(name.charAt(at))) {
      at++;
    }
    return at;
  }
}
