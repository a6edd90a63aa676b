package io.github.ckpt4j;

import org.jspecify.annotations.Nullable;

/**
 * The progress of a download.
 *
 * @param bytes how many bytes are on disk, including those of earlier calls
 * @param totalBytes how many there will be; null while the provider has not reported every size
 * @param files how many files are complete
 * @param totalFiles how many there will be
 * @param file the path of the file that received bytes last; null before the first
 * @param fileBytes how many bytes of that file are on disk
 * @param fileSize its size in bytes; null while it is unknown
 * @param bytesPerSecond the recent rate of the download; 0 before the first bytes arrive
 */
public record DownloadProgress(
    long bytes,
    @Nullable Long totalBytes,
    int files,
    int totalFiles,
    @Nullable String file,
    long fileBytes,
    @Nullable Long fileSize,
    double bytesPerSecond) {}
