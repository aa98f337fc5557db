// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offramp.spark.fixture.SparkExtension;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When scoring tasks ask for GPUs themselves; that they get them is the cluster's test. */
@ExtendWith(SparkExtension.class)
final class ScoringGpusTest {
  private static final String CLUSTER = "spark://host:7077";

  private static SparkConf conf(String amount) {
    return new SparkConf(false)
        .set("spark.executor.resource.gpu.amount", "2")
        .set("spark.offramp.gpus-per-task", amount);
  }

  @ParameterizedTest
  @CsvSource({"0.5,0.5", "1,1", "0.3,0.3", "2,2", "' 0.25 ',0.25"})
  void amount_partOrWhole_isTaken(String text, double amount) {
    assertThat(ScoringGpus.amount(conf(text), CLUSTER)).hasValue(amount);
  }

  @Test
  void amount_nothingSaid_isNone() {
    assertThat(ScoringGpus.amount(new SparkConf(false), CLUSTER)).isEmpty();
    assertThat(ScoringGpus.amount(conf(""), "local[2]")).isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "1.5", "NaN"})
  void amount_noShare_isRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScoringGpus.amount(conf(text), CLUSTER))
        .withMessage(
            "Cannot give scoring tasks %s GPUs by spark.offramp.gpus-per-task (must be a part of one, such as 0.5, or a whole number)",
            text);
  }

  @Test
  void amount_noNumber_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScoringGpus.amount(conf("half"), CLUSTER))
        .withMessage("Cannot use spark.offramp.gpus-per-task 'half' (must be a number)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spark.dynamicAllocation.enabled | true | with spark.dynamicAllocation.enabled=true Spark would look for executors of another kind;",
        "spark.task.resource.gpu.amount | 0.5 | every task has some already; leave out one,",
        "spark.executor.resource.gpu.amount | 0 | an executor has 0; set spark.executor.resource.gpu.amount to more)"
      })
  void amount_settingsThatCannotBe_isRefused(String setting, String value, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScoringGpus.amount(conf("0.5").set(setting, value), CLUSTER))
        .withMessageStartingWith(
            "Cannot give scoring tasks 0.5 GPUs by spark.offramp.gpus-per-task")
        .withMessageContaining(why);
  }

  @Test
  void amount_localMaster_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScoringGpus.amount(conf("0.5"), "local[2]"))
        .withMessageContaining(
            "(master local[2] has no executors with resources; leave the setting out)");
  }

  @Test
  void areApart_sessionWithoutTheSetting_isFalse(SparkSession spark) {
    assertThat(ScoringGpus.areApart(spark)).isFalse();
  }
}
