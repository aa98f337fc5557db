// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleException;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.run.EarlyExitModel;
import io.offramp.engine.run.Outcome;
import io.offramp.engine.run.RowText;
import io.offramp.engine.run.Scorers;
import io.offramp.engine.run.ScoringOptions;
import io.offramp.engine.torch.TorchThreads;
import io.offramp.spark.fixture.TinyBundle;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SharedModelsTest {
  private final Bundle one = TinyBundle.get();
  private final Bundle two = TinyBundle.other();

  SharedModelsTest() {
    TorchThreads.prepare(1);
  }

  private static SharedModels.Lease lease(Bundle bundle) {
    return lease(bundle, Precision.FP32);
  }

  private static SharedModels.Lease lease(Bundle bundle, Precision precision) {
    return lease(bundle, precision, TaskDevice.CPU);
  }

  private static SharedModels.Lease lease(Bundle bundle, Precision precision, TaskDevice device) {
    return SharedModels.lease(BundleSource.of(bundle), precision, device);
  }

  private static SharedModels.Lease lease(Bundle bundle, String address) {
    return lease(bundle, Precision.FP32, new TaskDevice(Device.cpu(), address));
  }

  private static void assertScores(EarlyExitModel model) {
    assertThat(score(model)).isInstanceOf(Outcome.Answered.class);
  }

  private static void assertClosed(EarlyExitModel model) {
    assertThatIllegalStateException().isThrownBy(() -> score(model));
  }

  private static Outcome<?> score(EarlyExitModel model) {
    List<RowText> rows = List.of(new RowText("apple", null));
    return Scorers.fullDepth(model, ScoringOptions.DEFAULT).score(rows.iterator()).next();
  }

  @Test
  void lease_twice_givesTheSameModel() {
    try (SharedModels.Lease first = lease(one);
        SharedModels.Lease second = lease(one)) {
      assertThat(second.model()).isSameAs(first.model());
    }
  }

  @Test
  void lease_afterAllWereClosed_findsTheModelStillLoaded() {
    SharedModels.Lease first = lease(one);
    first.close();
    try (SharedModels.Lease second = lease(one)) {
      assertThat(second.model()).isSameAs(first.model());
      assertScores(second.model());
    }
  }

  @Test
  void lease_byManyThreads_loadsOnce() throws ExecutionException, InterruptedException {
    lease(two).close();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<EarlyExitModel> task =
          () -> {
            try (SharedModels.Lease lease = lease(one)) {
              return lease.model();
            }
          };
      Set<EarlyExitModel> models = new HashSet<>();
      for (Future<EarlyExitModel> model : threads.invokeAll(List.of(task, task, task, task))) {
        models.add(model.get());
      }
      assertThat(models).hasSize(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void lease_ofAnotherBundle_closesTheIdleOne() {
    SharedModels.Lease idle = lease(one);
    idle.close();
    try (SharedModels.Lease other = lease(two)) {
      assertClosed(idle.model());
      assertScores(other.model());
    }
    try (SharedModels.Lease again = lease(one)) {
      assertThat(again.model()).isNotSameAs(idle.model());
    }
  }

  @Test
  void lease_ofAnotherBundle_leavesTheUsedOneOpen() {
    try (SharedModels.Lease used = lease(one);
        SharedModels.Lease other = lease(two)) {
      assertScores(used.model());
      assertScores(other.model());
    }
  }

  @Test
  void close_twice_releasesOnce() {
    SharedModels.Lease first = lease(one);
    try (SharedModels.Lease second = lease(one)) {
      first.close();
      first.close();
      try (SharedModels.Lease other = lease(two)) {
        assertScores(other.model());
        assertScores(second.model());
      }
    }
  }

  @Test
  void lease_ofTwoPrecisions_holdsBoth() {
    assumeTrue(refusal(Precision.BF16).isEmpty(), refusal(Precision.BF16).orElse(""));
    try (SharedModels.Lease half = lease(one, Precision.BF16);
        SharedModels.Lease full = lease(one)) {
      assertThat(half.model().precision()).isEqualTo(Precision.BF16);
      assertThat(full.model().precision()).isEqualTo(Precision.FP32);
      assertScores(half.model());
      assertScores(full.model());
    }
  }

  @Test
  void lease_ofTwoDevices_loadsACopyEachAndClosesBoth() {
    SharedModels.Lease first = lease(one, "0");
    SharedModels.Lease second = lease(one, "1");
    try (SharedModels.Lease again = lease(one, "1")) {
      assertThat(second.model()).isNotSameAs(first.model());
      assertThat(again.model()).isSameAs(second.model());
    }
    first.close();
    second.close();
    try (SharedModels.Lease other = lease(two, "0")) { // takes the idle one's place at its device
      assertScores(other.model());
      assertClosed(first.model());
      assertScores(second.model());
    }
    try (SharedModels.Lease again = lease(one, "1")) {
      assertThat(again.model()).as("still loaded").isSameAs(second.model());
      again.letGo();
      assertClosed(second.model());
    }
  }

  @Test
  void letGo_lastLease_closesTheModel() {
    SharedModels.Lease lease = lease(one);
    SharedModels.Lease other = lease(one);
    lease.letGo();
    assertScores(other.model());
    other.letGo();
    other.letGo();
    assertClosed(other.model());
    try (SharedModels.Lease again = lease(one)) {
      assertScores(again.model());
    }
  }

  @Test
  void refusal_fp16OnACpu_tellsWhatToDo() {
    assertThat(refusal(Precision.FP16))
        .hasValue("Cannot compute in fp16 on a CPU (must be a GPU; use bf16 or fp32)");
    assertThat(refusal(Precision.FP32)).isEmpty();
  }

  private Optional<String> refusal(Precision precision) {
    return SharedModels.refusal(BundleSource.of(one), precision, TaskDevice.CPU);
  }

  @Test
  void lease_folderWithAnotherBundle_isRefusedNamingBoth() {
    String expected = "0".repeat(64);
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                SharedModels.lease(
                    new BundleSource(one.folder().toString(), expected, null),
                    Precision.FP32,
                    TaskDevice.CPU))
        .withMessageContaining("its SHA-256 is " + one.sha256() + ", expected was " + expected);
  }

  @Test
  void lease_noFolder_isRefused(@TempDir Path folder) {
    Path missing = folder.resolve("missing");
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(
            () ->
                SharedModels.lease(
                    new BundleSource(missing.toString(), "1".repeat(64), null),
                    Precision.FP32,
                    TaskDevice.CPU))
        .withMessageContaining("Cannot open bundle " + missing);
  }
}
