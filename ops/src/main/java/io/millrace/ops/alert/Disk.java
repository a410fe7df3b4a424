package io.millrace.ops.alert;

/**
 * Free space on a disk.
 *
 * @param name the disk or folder
 * @param freeBytes free space
 * @param totalBytes more than 0
 */
public record Disk(String name, long freeBytes, long totalBytes) {
    double freePercent() {
        return 100.0 * freeBytes / totalBytes;
    }
}
