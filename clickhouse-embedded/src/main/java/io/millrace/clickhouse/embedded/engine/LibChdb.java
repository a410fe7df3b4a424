package io.millrace.clickhouse.embedded.engine;

import com.sun.jna.FunctionMapper;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The C interface of libchdb 26.7. A method {@code streamQuery} is the function {@code chdb_stream_query}; every
 * {@code size_t} is a long. The package ships no header; {@code chdb.h} of the project chdb-core is its source.
 */
final class LibChdb {
    private LibChdb() {}

    /** Must be called once, before any other method. */
    static void load(Path library) {
        FunctionMapper snakeCase = (ignored, method) ->
                "chdb_" + method.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
        Native.register(
                LibChdb.class,
                NativeLibrary.getInstance(
                        library.toAbsolutePath().toString(), Map.of(Library.OPTION_FUNCTION_MAPPER, snakeCase)));
    }

    static native void setSignalHandlersEnabled(int enabled);

    /** Returns a pointer to the connection, or null. */
    static native @Nullable Pointer connect(int count, Pointer arguments);

    static native void closeConn(Pointer connectionPointer);

    static native Pointer queryWithParamsN(
            Pointer connection,
            byte[] sql,
            long sqlLength,
            byte[] format,
            long formatLength,
            Pointer names,
            Pointer nameLengths,
            Pointer values,
            Pointer valueLengths,
            long count);

    static native Pointer streamQueryWithParamsN(
            Pointer connection,
            byte[] sql,
            long sqlLength,
            byte[] format,
            long formatLength,
            Pointer names,
            Pointer nameLengths,
            Pointer values,
            Pointer valueLengths,
            long count);

    static native Pointer streamFetchResult(Pointer connection, Pointer stream);

    static native void streamCancelQuery(Pointer connection, Pointer stream);

    static native Pointer streamInsertWithParamsN(
            Pointer connection,
            byte[] sql,
            long sqlLength,
            byte[] format,
            long formatLength,
            Pointer names,
            Pointer nameLengths,
            Pointer values,
            Pointer valueLengths,
            long count);

    /** Copies the bytes; blocks while the engine is behind; returns 0 on success. */
    static native int streamAppend(Pointer insert, Pointer data, long length);

    static native Pointer streamDone(Pointer insert);

    static native void streamCancelInsert(Pointer insert);

    static native @Nullable Pointer streamInsertError(Pointer insert);

    static native void destroyInsertStream(Pointer insert);

    static native @Nullable Pointer resultBuffer(Pointer result);

    static native long resultLength(Pointer result);

    static native long resultRowsRead(Pointer result);

    static native long resultBytesRead(Pointer result);

    static native long resultStorageRowsRead(Pointer result);

    static native long resultStorageBytesRead(Pointer result);

    static native long resultRowsWritten(Pointer result);

    static native long resultBytesWritten(Pointer result);

    static native double resultElapsed(Pointer result);

    static native @Nullable Pointer resultError(Pointer result);

    static native void destroyQueryResult(Pointer result);

    /** Fills a {@code chdb_query_analysis_v1}: four uint32, the first of which is its size. Returns 0 on success. */
    static native int classifyQueryN(
            Pointer connection,
            byte[] sql,
            long sqlLength,
            @Nullable Pointer database,
            long databaseLength,
            Pointer analysis);
}
