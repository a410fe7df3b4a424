package io.millrace.clickhouse.embedded.codec;

/** Methods of a compressed block, and the layout of its frame: checksum, method, size with header, plain size. */
final class BlockMethod {
    static final int NONE = 0x02;
    static final int LZ4 = 0x82;
    static final int ZSTD = 0x90;

    static final int CHECKSUM_BYTES = 16;
    static final int HEADER_BYTES = 9;

    private BlockMethod() {}
}
