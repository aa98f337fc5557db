// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ai.djl.Device;
import ai.djl.pytorch.jni.JniUtils;
import io.offramp.spark.fixture.SparkExtension;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The device of a task, by resources as Spark would tell them. */
@ExtendWith(SparkExtension.class)
final class TaskDeviceTest {
  private static Map<String, ResourceInformation> gpus(String... addresses) {
    return Map.of("gpu", new ResourceInformation("gpu", addresses));
  }

  private static TaskDevice device(Map<String, ResourceInformation> resources) {
    return TaskDevice.of(resources, TaskDevice.AUTO, () -> true);
  }

  @Test
  void of_noGpu_isTheCpuWhateverLibtorchHas() {
    assertThat(device(Map.of())).isEqualTo(TaskDevice.CPU).hasToString("the CPU");
    assertThat(device(gpus())).isEqualTo(TaskDevice.CPU);
    assertThat(device(Map.of("fpga", new ResourceInformation("fpga", new String[] {"0"}))))
        .isEqualTo(TaskDevice.CPU);
  }

  @Test
  void of_gpus_isTheFirstOfTheTask() {
    assertThat(device(gpus("3", "1")).device()).isEqualTo(Device.gpu(3));
    assertThat(device(gpus("3"))).isEqualTo(device(gpus("3", "1"))).hasToString("GPU 3");
    assertThat(device(gpus("0"))).isNotEqualTo(device(gpus("3")));
  }

  @Test
  void of_gpuWithoutCuda_isRefusedSayingWhatToDo() {
    assertThatIllegalStateException()
        .isThrownBy(() -> TaskDevice.of(gpus("2"), TaskDevice.AUTO, () -> false))
        .withMessage(
            "Cannot compute on GPU 2: this libtorch has no CUDA (let PYTORCH_LIBRARY_PATH of the executors name a libtorch with CUDA, or do not ask for GPUs, or set spark.offramp.device to cpu)");
  }

  @Test
  void of_gpusWhereOnlyTheCpuMayBeUsed_keepsTheirAddressesApart() {
    TaskDevice first = TaskDevice.of(gpus("0"), TaskDevice.CPU_ONLY, () -> false);
    TaskDevice second = TaskDevice.of(gpus("MIG-1"), TaskDevice.CPU_ONLY, () -> false);
    assertThat(first.device()).isEqualTo(Device.cpu());
    assertThat(second.device()).isEqualTo(Device.cpu());
    assertThat(first).isNotEqualTo(second).isNotEqualTo(TaskDevice.CPU);
    assertThat(first).hasToString("the CPU in place of GPU 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"MIG-GPU-5c89", "-1", "0x1", ""})
  void of_addressThatIsNoNumber_isRefused(String address) {
    assertThatIllegalStateException()
        .isThrownBy(() -> device(gpus(address)))
        .withMessageStartingWith(
            "Cannot compute on GPU '" + address + "' (must be a number from 0, CUDA's; ");
  }

  @Test
  void of_unknownSetting_isRefusedEvenWithoutAGpu() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaskDevice.of(Map.of(), "cuda", () -> true))
        .withMessage("Cannot use spark.offramp.device 'cuda' (must be auto or cpu)");
  }

  @Test
  void prepare_inATask_givesKernelsAsManyThreadsAsTheTaskHasCores(SparkSession spark) {
    FlatMapFunction<Iterator<Integer>, String> seen =
        rows -> {
          TaskDevice device = TaskDevice.prepare(TaskContext.get());
          return List.of(
                  "%s %d %d".formatted(device, TaskContext.get().cpus(), JniUtils.getNumThreads()))
              .iterator();
        };
    assertThat(
            JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(List.of(1), 1)
                .mapPartitions(seen)
                .collect())
        .containsExactly("the CPU 1 1");
  }
}
