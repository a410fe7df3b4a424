package io.millrace.bench.workload;

import io.millrace.bench.system.SourceDatabase;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table of a given width: an id, so many numbers, and a text of so many bytes: hexadecimal digits, which compress to a half.
 *
 * @param numbers columns of type {@code int} beside {@code id} and {@code payload}, 0 to 1,500
 * @param payloadBytes length of the text
 */
public record PayloadTable(SourceDatabase source, String name, int numbers, int payloadBytes) implements BenchTable {
    @Override
    public void create() {
        source.execute("CREATE SCHEMA IF NOT EXISTS millrace_bench; CREATE TABLE IF NOT EXISTS " + name
                + " (id bigint PRIMARY KEY"
                + IntStream.range(0, numbers).mapToObj(i -> ", n" + i + " int").collect(Collectors.joining())
                + ", payload text NOT NULL)");
    }

    public long nextId() {
        return source.number("SELECT coalesce(max(id), 0) + 1 FROM " + name);
    }

    /** Statement that inserts one row; its only parameter is the id. */
    public String insertStatement() {
        return "INSERT INTO " + name + " SELECT i"
                + IntStream.range(0, numbers)
                        .mapToObj(i -> ", (i % 1000)::int + " + i)
                        .collect(Collectors.joining())
                // md5 has 32 hexadecimal digits.
                + ", left((SELECT string_agg(md5(i::text || ' ' || j), '') FROM generate_series(1, "
                + (payloadBytes + 31) / 32 + ") AS j), " + payloadBytes + ") FROM (SELECT ?::bigint AS i) AS parameter";
    }

    /** Adds rows in transactions of one row each. */
    public void insert(long rows) throws InterruptedException {
        long first = nextId();
        source.together(List.of("DO $$ DECLARE k bigint := " + first + "; BEGIN WHILE k < " + (first + rows) + " LOOP "
                + insertStatement().replace("?", "k") + "; COMMIT; k := k + 1; END LOOP; END $$"));
    }

    @Override
    public String sourceSums() {
        return "SELECT concat_ws(' ', count(*), coalesce(sum(id), 0), coalesce(sum(length(payload)), 0)"
                + (numbers > 0 ? ", coalesce(sum(n" + (numbers - 1) + "::bigint), 0)" : "") + ") FROM " + name;
    }

    @Override
    public String warehouseSums(String view) {
        return "SELECT arrayStringConcat([toString(count()), toString(sum(id)), toString(sum(length(payload)))"
                + (numbers > 0 ? ", toString(sum(n" + (numbers - 1) + "))" : "") + "], ' ') FROM " + view;
    }
}
