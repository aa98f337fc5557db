// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.spark.fixture.SparkExtension;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(SparkExtension.class)
final class TaskCountTest {
  private final Dataset<Row> rows;

  TaskCountTest(SparkSession spark) {
    this.rows = spark.createDataset(List.of("a", "b", "c"), Encoders.STRING()).toDF();
  }

  @Test
  void of_tasksAskedFor_isThese() {
    assertThat(TaskCount.of(rows, 7)).isEqualTo(7);
  }

  @Test
  void of_fewRowsInOnePart_isOneACore() {
    assertThat(TaskCount.of(rows.coalesce(1), 0)).isEqualTo(2);
  }

  @Test
  void of_inputThatIsSplitAlready_isLeftAsItIs() {
    assertThat(TaskCount.of(rows.repartition(5), 0)).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1,1", "16777216,1", "16777217,2", "1677721600,100"})
  void forBytes_manyBytes_boundsWhatATaskHolds(long bytes, int tasks) {
    assertThat(TaskCount.forBytes(bytes)).isEqualTo(tasks);
  }
}
