// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;

final class LakeLibraryTest {
  @Test
  void require_libraryIsMissing_namesTheCoordinates() throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader bare = new URLClassLoader(new URL[0], null)) {
      thread.setContextClassLoader(bare);
      assertThatExceptionOfType(TableException.class)
          .isThrownBy(() -> LakeLibrary.DELTA.require("read", "/t", "4.0.1"))
          .withMessage(
              "Cannot read /t: it is a table of Delta, whose library is not on the class path (add --packages io.delta:delta-spark_2.13:4.0.0 to spark-submit, or its jars to OFFRAMP_CLASSPATH)");
      assertThat(LakeLibrary.sessionSettings()).isEmpty();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void require_libraryIsThere_goesOn() {
    assertThatCode(() -> LakeLibrary.ICEBERG.require("read", "/t", "4.0.1"))
        .doesNotThrowAnyException();
    assertThat(LakeLibrary.sessionSettings())
        .containsEntry(
            "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .containsEntry(
            "spark.sql.extensions",
            "io.delta.sql.DeltaSparkSessionExtension,org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions");
  }

  @Test
  void coordinates_bySparkVersion_areTheOnesThatWereTested() {
    assertThat(LakeLibrary.ICEBERG.coordinates("4.0.1"))
        .isEqualTo("org.apache.iceberg:iceberg-spark-runtime-4.0_2.13:1.10.0");
    assertThat(LakeLibrary.ICEBERG.coordinates("3.5.7"))
        .isEqualTo("org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.10.0");
    assertThat(LakeLibrary.DELTA.coordinates("3.5.7")).isEqualTo("io.delta:delta-spark_2.12:3.3.2");
  }
}
