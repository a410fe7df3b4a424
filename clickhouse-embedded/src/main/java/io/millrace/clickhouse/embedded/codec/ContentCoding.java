package io.millrace.clickhouse.embedded.codec;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;

/** The content codings of HTTP that ClickHouse knows and that make sense here; its brotli, xz and others are left out. */
public enum ContentCoding {
    LZ4,
    ZSTD,
    GZIP,
    DEFLATE;

    private static final int BUFFER = 64 * 1024;
    private static final int ZSTD_LEVEL = 1;

    /** The coding of a {@code Content-Encoding} header; empty for none or identity. */
    public static Optional<ContentCoding> ofContentEncoding(String header) throws CodecException {
        String name = header.strip().toLowerCase(Locale.ROOT);
        if (name.isEmpty() || name.equals("identity")) {
            return Optional.empty();
        }
        return Optional.of(named(name)
                .orElseThrow(() -> new CodecException(
                        48,
                        "NOT_IMPLEMENTED",
                        "Content-Encoding " + name + " is not supported; use lz4, zstd, gzip or deflate")));
    }

    /** The coding to answer with; the client's order decides, as its quality values do in no client known. */
    public static Optional<ContentCoding> ofAcceptEncoding(String header) {
        return Arrays.stream(header.toLowerCase(Locale.ROOT).split(",", -1))
                .map(part -> part.split(";", -1)[0].strip())
                .flatMap(name -> named(name).stream())
                .findFirst();
    }

    private static Optional<ContentCoding> named(String name) {
        return Arrays.stream(values())
                .filter(coding -> coding.headerValue().equals(name))
                .findFirst();
    }

    public String headerValue() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How much of the heap unpacking takes at most. */
    public long heapBytes() {
        return switch (this) {
            // Two blocks of 4 MiB, the largest of the format.
            case LZ4 -> (8L << 20) + BUFFER;
            case ZSTD -> 1L << 20;
            case GZIP, DEFLATE -> 2L * BUFFER;
        };
    }

    public InputStream decode(InputStream body) throws IOException {
        return switch (this) {
            case LZ4 -> new LZ4FrameInputStream(body);
            case ZSTD -> new ZstdInputStream(body).setContinuous(false);
            case GZIP -> new GZIPInputStream(body, BUFFER);
            case DEFLATE -> new InflaterInputStream(body);
        };
    }

    public OutputStream encode(OutputStream body) throws IOException {
        return switch (this) {
            case LZ4 -> new LZ4FrameOutputStream(body, LZ4FrameOutputStream.BLOCKSIZE.SIZE_256KB);
            case ZSTD -> new BufferedOutputStream(new ZstdOutputStream(body, ZSTD_LEVEL), BUFFER);
            case GZIP -> new BufferedOutputStream(new GZIPOutputStream(body, BUFFER), BUFFER);
            case DEFLATE ->
                new BufferedOutputStream(
                        new DeflaterOutputStream(body, new Deflater(Deflater.BEST_SPEED), BUFFER), BUFFER);
        };
    }
}
