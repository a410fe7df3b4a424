package io.millrace.clickhouse.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.clickhouse.client.api.ConnectionInitiationException;
import com.clickhouse.client.api.ServerException;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.warehouse.WarehouseException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ServerErrorsTest {
    @ParameterizedTest
    @CsvSource({
        "252, WAREHOUSE_OVERLOADED", // TOO_MANY_PARTS
        "241, WAREHOUSE_OVERLOADED", // MEMORY_LIMIT_EXCEEDED
        "243, WAREHOUSE_OVERLOADED", // NOT_ENOUGH_SPACE
        "202, WAREHOUSE_OVERLOADED", // TOO_MANY_SIMULTANEOUS_QUERIES
        "164, WAREHOUSE_OVERLOADED", // READONLY
        "516, WAREHOUSE_DENIED", // AUTHENTICATION_FAILED
        "497, WAREHOUSE_DENIED", // ACCESS_DENIED
        "469, ROW_REJECTED", // VIOLATED_CONSTRAINT
        "117, ROW_REJECTED", // INCORRECT_DATA
        "60, SCHEMA_NOT_FOLLOWED", // UNKNOWN_TABLE
        "16, SCHEMA_NOT_FOLLOWED", // NO_SUCH_COLUMN_IN_TABLE
        "999999, WAREHOUSE_UNAVAILABLE" // not known here
    })
    void numbersBecomeCodes(int number, ErrorCode code) {
        assertThat(ServerErrors.code(number)).isEqualTo(code);
    }

    @Test
    void aRejectedRowIsNamedByErrorAndConstraintButNeverQuoted() {
        WarehouseException e = ServerErrors.translate(
                "insert into t",
                new ServerException(
                        469,
                        "Code: 469. DB::Exception: Constraint `positive` for table shop_raw.t (1-2) is violated at row 1."
                                + " Expression: (price > 0). Column values: price = -4711. (VIOLATED_CONSTRAINT)"
                                + " (version 26.7.3.1)",
                        500,
                        "id"));

        assertThat(e.code()).isEqualTo(ErrorCode.ROW_REJECTED);
        assertThat(e)
                .hasMessage("ClickHouse rejects the data: insert into t: code 469 VIOLATED_CONSTRAINT, constraint"
                        + " `positive`")
                .hasNoCause();
    }

    @Test
    void aTypeThatDiffersIsNamedAndAValueThatCannotBeParsedIsNone() {
        String differs =
                "Code: 117. DB::Exception: Type of 'Type of ''a: b' must be Nullable(DateTime64(6, 'UTC')), not"
                        + " Nullable(Int32): (while reading header): While executing BinaryRowInputFormat. (INCORRECT_DATA) (version"
                        + " 26.7.3.1)";
        assertThat(ServerErrors.otherType(new ServerException(117, differs, 500, "id")))
                .contains("Type of 'Type of ''a: b' must be Nullable(DateTime64(6, 'UTC')), not Nullable(Int32)");
        String document = "Code: 117. DB::Exception: Cannot parse JSON object: Type of 'a' must be b, not c: d."
                + " (INCORRECT_DATA) (version 26.7.3.1)";
        assertThat(ServerErrors.otherType(new ServerException(117, document, 500, "id")))
                .isEmpty();
        assertThat(ServerErrors.otherType(new ServerException(33, differs, 500, "id")))
                .isEmpty();
    }

    @Test
    void dataThatEndTooEarlyMayHaveBeenCutOffOnTheirWay() {
        String text = "Code: 33. DB::Exception: Cannot read all data. (CANNOT_READ_ALL_DATA) (version 26.7.3.1)";
        WarehouseException e = ServerErrors.translate("insert into t", new ServerException(33, text, 500, "id"));
        assertThat(e.code()).isEqualTo(ErrorCode.ROW_REJECTED);
        assertThat(e.isDoubtful()).isTrue();
        WarehouseException other = ServerErrors.translate("insert into t", new ServerException(117, text, 500, "id"));
        assertThat(other.isDoubtful()).isFalse();
    }

    @Test
    void aSilentServerIsUnavailable() {
        WarehouseException e = ServerErrors.translate(
                "query", new ConnectionInitiationException("failed", new ConnectException("Connection refused")));

        assertThat(e.code()).isEqualTo(ErrorCode.WAREHOUSE_UNAVAILABLE);
        assertThat(e).hasMessageContaining("does not answer").hasMessageContaining("Connection refused");
    }
}
