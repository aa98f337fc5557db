// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class StageShareTest {
  private static final OptionalLong UNKNOWN = OptionalLong.empty();

  @Test
  void done_rowsAreCounted_isTheirShareWhateverElseIsKnown() {
    StageShare share = new StageShare(25, OptionalLong.of(100), 90, OptionalLong.of(100), 3, 4);
    assertThat(share.done()).hasValue(0.25);
    assertThat(share.secondsLeft(10).orElseThrow()).isCloseTo(30, within(1e-9));
  }

  @Test
  void done_bytesAreRead_isTheirShare() {
    assertThat(new StageShare(25, UNKNOWN, 80, OptionalLong.of(100), 3, 4).done()).hasValue(0.8);
  }

  @Test
  void done_noBytesReadOrTheirSumUnknown_isTheShareOfTasks() {
    assertThat(new StageShare(25, UNKNOWN, 0, OptionalLong.of(100), 3, 4).done()).hasValue(0.75);
    assertThat(new StageShare(25, UNKNOWN, 80, UNKNOWN, 1, 4).done()).hasValue(0.25);
  }

  @Test
  void done_nothingOrAll_isLeftOut() {
    assertThat(new StageShare(25, UNKNOWN, 80, UNKNOWN, 0, 4).done()).isEmpty();
    assertThat(new StageShare(25, UNKNOWN, 80, UNKNOWN, 0, 0).done()).isEmpty();
    assertThat(new StageShare(100, OptionalLong.of(100), 0, UNKNOWN, 1, 2).done()).isEmpty();
    assertThat(new StageShare(120, OptionalLong.of(100), 0, UNKNOWN, 1, 2).secondsLeft(5))
        .as("a task was tried again")
        .isEmpty();
  }

  @Test
  void sums_ofTasks_takeTheNewestWordOfEach() {
    TaskSums sums = new TaskSums();
    sums.report(1, 10);
    sums.report(2, 5);
    sums.report(1, 30);
    sums.report(1, 20);
    assertThat(sums.sum()).isEqualTo(35);
  }
}
