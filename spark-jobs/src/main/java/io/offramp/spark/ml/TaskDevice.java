// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import io.offramp.engine.torch.TorchThreads;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a task's model computes: on the GPU that Spark gave to the task, else on the CPU.
 *
 * @param device what DJL calls it
 * @param address the GPU's address as Spark gave it; empty: none. Tasks of one address share a copy
 *     of the model, even if that is on the CPU
 */
record TaskDevice(Device device, String address) {
  /** Spark's setting of {@link #AUTO} or {@link #CPU_ONLY}. */
  static final String SETTING = "spark.offramp.device";

  private static final Logger LOG = LoggerFactory.getLogger(TaskDevice.class);

  /** A GPU if the task has one. */
  static final String AUTO = "auto";

  /** The CPU, whatever the task has: to try a GPU cluster's settings without any. */
  static final String CPU_ONLY = "cpu";

  /** The CPU, for tasks without a GPU. */
  static final TaskDevice CPU = new TaskDevice(Device.cpu(), "");

  /** What Spark calls the resource. */
  static final String RESOURCE = "gpu";

  /**
   * Prepares the calling thread for kernels: they may use as many threads as the task has cores
   * ({@code spark.task.cpus}).
   *
   * @param task null outside of a task: one thread, on the CPU
   * @return the device of the task
   * @throws IllegalStateException if the task has a GPU that cannot be used, saying why
   */
  static TaskDevice prepare(@Nullable TaskContext task) {
    if (task == null) {
      TorchThreads.prepare(1);
      return CPU;
    }
    TorchThreads.prepare(task.cpus());
    SparkEnv environment = SparkEnv.get();
    String setting = environment == null ? AUTO : environment.conf().get(SETTING, AUTO);
    TaskDevice device = of(task.resourcesJMap(), setting, TaskDevice::hasCuda);
    LOG.debug("Task {} of stage {} computes on {}", task.taskAttemptId(), task.stageId(), device);
    return device;
  }

  /**
   * The device of a task with such resources; of several GPUs the first.
   *
   * @param resources by name
   * @param setting {@link #AUTO} or {@link #CPU_ONLY}
   * @param cuda whether libtorch computes on GPUs; asked only if it matters
   * @throws IllegalArgumentException if the setting is neither
   * @throws IllegalStateException if the GPU cannot be used
   */
  static TaskDevice of(
      Map<String, ResourceInformation> resources, String setting, BooleanSupplier cuda) {
    if (!setting.equals(AUTO) && !setting.equals(CPU_ONLY)) {
      throw new IllegalArgumentException(
          "Cannot use %s '%s' (must be %s or %s)".formatted(SETTING, setting, AUTO, CPU_ONLY));
    }
    ResourceInformation gpus = resources.get(RESOURCE);
    if (gpus == null || gpus.addresses().length == 0) {
      return CPU;
    }
    String address = gpus.addresses()[0];
    if (setting.equals(CPU_ONLY)) {
      return new TaskDevice(Device.cpu(), address);
    }
    int number = number(address);
    if (!cuda.getAsBoolean()) {
      throw new IllegalStateException(
          "Cannot compute on GPU %s: this libtorch has no CUDA (let PYTORCH_LIBRARY_PATH of the executors name a libtorch with CUDA, or do not ask for GPUs, or set %s to %s)"
              .formatted(address, SETTING, CPU_ONLY));
    }
    return new TaskDevice(Device.gpu(number), address);
  }

  private static int number(String address) {
    try {
      int number = Integer.parseInt(address);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // refused below, as a negative number is
    }
    throw new IllegalStateException(
        "Cannot compute on GPU '%s' (must be a number from 0, CUDA's; let spark.worker.resource.gpu.discoveryScript, or the executors' one, name GPUs so; a MIG part has no such number)"
            .formatted(address));
  }

  private static boolean hasCuda() {
    return Engine.getEngine("PyTorch").hasCapability(StandardCapabilities.CUDA);
  }

  /** As logs name it. */
  @Override
  public String toString() {
    if (address.isEmpty()) {
      return "the CPU";
    }
    return device.isGpu() ? "GPU " + address : "the CPU in place of GPU " + address;
  }
}
