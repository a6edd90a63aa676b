package io.github.ckpt4j.spi;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Describes where the files of a checkpoint are; the client reads them. */
public sealed interface FileSource {
  /**
   * One archive with all files in it, of a size that its first response reports.
   *
   * @param address where to read it
   * @param name returns the archive's file name for the content type of its response, which may be
   *     null
   */
  record Archive(FileAddress address, Function<@Nullable String, String> name)
      implements FileSource {
    public Archive {
      Objects.requireNonNull(address, "address");
      Objects.requireNonNull(name, "name");
    }
  }

  /**
   * Files that the provider lists.
   *
   * @param first requests the start of the list; requested again to renew links that have expired
   */
  record Listed(ApiRequest<FileListing> first) implements FileSource {
    public Listed {
      Objects.requireNonNull(first, "first");
    }
  }
}
