package io.millrace.controller.load;

import io.millrace.postgres.load.PublishedTable;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a table that is read at once by one reader.
 *
 * @param number counts the chunks of a table from 0
 * @param part which of the table's parts it is of, from 0
 * @param from what stands behind {@code FROM}, in SQL
 * @param firstPage of a heap; 0 for the beginning
 * @param endPage after the last page; 0: to the end
 */
record Chunk(int number, int part, String from, long firstPage, long endPage) {
    /** 64 MiB of a heap with pages of 8 KiB. */
    static final long PAGES = 8 * 1024;

    /** All chunks of a table. */
    static List<Chunk> plan(List<PublishedTable.Part> parts, long pages) {
        return plan(parts, pages, 0, 0);
    }

    /**
     * The chunks of a table from some page of a part on.
     *
     * @param pages maximum pages of a heap per chunk
     */
    static List<Chunk> plan(List<PublishedTable.Part> parts, long pages, int firstPart, long firstPage) {
        List<Chunk> chunks = new ArrayList<>();
        for (int i = firstPart; i < parts.size(); i++) {
            PublishedTable.Part part = parts.get(i);
            long first = i == firstPart ? firstPage : 0;
            while (part.pages() - first > pages) {
                chunks.add(new Chunk(chunks.size(), i, part.from(), first, first + pages));
                first += pages;
            }
            // To the end: pages added meanwhile have no rows visible to the snapshot, but nothing depends on that.
            chunks.add(new Chunk(chunks.size(), i, part.from(), first, 0));
        }
        return chunks;
    }

    /** The SQL condition for its rows; empty for all rows. */
    String condition() {
        String begin = firstPage == 0 ? "" : "ctid >= '(" + firstPage + ",0)'::pg_catalog.tid";
        String end = endPage == 0 ? "" : "ctid < '(" + endPage + ",0)'::pg_catalog.tid";
        return begin.isEmpty() || end.isEmpty() ? begin + end : begin + " AND " + end;
    }
}
