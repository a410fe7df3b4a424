package io.millrace.ops.alert;

/**
 * Room on a disk.
 *
 * @param name whose, or which folder
 * @param freeBytes what can still be written
 * @param totalBytes more than 0
 */
public record Disk(String name, long freeBytes, long totalBytes) {
    double freePercent() {
        return 100.0 * freeBytes / totalBytes;
    }
}
