package io.millrace.controller.load;

import io.millrace.postgres.PublishedTable;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a table that one reader reads at a time.
 *
 * @param number counts the chunks of a table from 0
 * @param from what stands behind {@code FROM}, in SQL
 * @param firstPage of a heap; 0 where it begins at the beginning
 * @param endPage behind the last page; 0: to the end
 */
record Chunk(int number, String from, long firstPage, long endPage) {
    /** 64 MiB of a heap with pages of 8 KiB. */
    static final long PAGES = 8 * 1024;

    /**
     * The chunks of a table, together all of it.
     *
     * @param pages how many pages of a heap a chunk has at most
     */
    static List<Chunk> plan(List<PublishedTable.Part> parts, long pages) {
        List<Chunk> chunks = new ArrayList<>();
        for (PublishedTable.Part part : parts) {
            long first = 0;
            while (part.pages() - first > pages) {
                chunks.add(new Chunk(chunks.size(), part.from(), first, first + pages));
                first += pages;
            }
            // To the end: pages that come meanwhile have no rows that the snapshot sees, but nothing depends on that.
            chunks.add(new Chunk(chunks.size(), part.from(), first, 0));
        }
        return chunks;
    }

    /** The condition that its rows fulfil, in SQL; empty for all rows. */
    String condition() {
        String begin = firstPage == 0 ? "" : "ctid >= '(" + firstPage + ",0)'::pg_catalog.tid";
        String end = endPage == 0 ? "" : "ctid < '(" + endPage + ",0)'::pg_catalog.tid";
        return begin.isEmpty() || end.isEmpty() ? begin + end : begin + " AND " + end;
    }
}
