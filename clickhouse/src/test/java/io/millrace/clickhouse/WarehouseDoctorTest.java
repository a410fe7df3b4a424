package io.millrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.doctor.Finding.Level;
import org.junit.jupiter.api.Test;

final class WarehouseDoctorTest {
    @Test
    void aVersionOfClickHouseIsReadAsItComes() {
        assertThat(WarehouseDoctor.version("26.7.3.1").level()).isEqualTo(Level.OK);
        assertThat(WarehouseDoctor.version("24.10").level()).isEqualTo(Level.OK);
        assertThat(WarehouseDoctor.version("24.8.4-lts").blocks()).isTrue();
    }
}
