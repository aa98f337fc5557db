// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.Device;
import io.offramp.engine.encoder.Precision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells, before a model is loaded, whether a device is fast at a precision. That kernels really run
 * shows when it is loaded.
 */
public final class PrecisionSupport {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final Set<String> BF16_FLAGS = Set.of("amx_bf16", "avx512_bf16");

  private PrecisionSupport() {}

  /** What speaks against a precision on a device; empty: nothing. */
  public static Optional<String> obstacle(Device device, Precision precision) {
    return device.isGpu() ? Optional.empty() : ofProcessor(precision, PROCESSORS);
  }

  /** What speaks against a precision on this machine's processors; empty: nothing. */
  public static Optional<String> onCpu(Precision precision) {
    return ofProcessor(precision, PROCESSORS);
  }

  /**
   * What speaks against a precision on the processors that a file lists.
   *
   * @param processors in the form of Linux's {@code /proc/cpuinfo}
   */
  static Optional<String> ofProcessor(Precision precision, Path processors) {
    return switch (precision) {
      case FP32 -> Optional.empty();
      case FP16 -> Optional.of("a CPU has no fp16");
      case BF16 -> {
        try {
          yield ofFlags(Files.readAllLines(processors, StandardCharsets.UTF_8));
        } catch (IOException e) {
          yield Optional.of("this machine does not say whether its processor has bf16");
        }
      }
    };
  }

  /** AVX-512 without BF16 computes it as well, but by way of float32, and so gains nothing. */
  private static Optional<String> ofFlags(List<String> lines) {
    List<String> flags = lines.stream().filter(line -> line.startsWith("flags")).toList();
    boolean all =
        !flags.isEmpty()
            && flags.stream()
                .allMatch(line -> Arrays.stream(line.split("\\s+")).anyMatch(BF16_FLAGS::contains));
    return all ? Optional.empty() : Optional.of("this processor has no bf16");
  }
}
