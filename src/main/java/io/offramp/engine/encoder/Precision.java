// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The number format that layers compute in. */
public enum Precision {
  /** 32 bits; any device. */
  FP32("fp32", 6),
  /** 16 bits with the exponents of 32; CPUs with AVX-512 BF16 or AMX, and GPUs since Ampere. */
  BF16("bf16", 15),
  /** 16 bits, more of them digits than {@link #BF16} has; GPUs. */
  FP16("fp16", 5);

  private final String id;
  private final int torchCode;

  Precision(String id, int torchCode) {
    this.id = id;
    this.torchCode = torchCode;
  }

  /**
   * The precision of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Precision ofId(String id) {
    for (Precision precision : values()) {
      if (precision.id.equals(id)) {
        return precision;
      }
    }
    throw new IllegalArgumentException(
        "Cannot compute in precision \"%s\" (must be one of %s)"
            .formatted(
                id, Arrays.stream(values()).map(Precision::id).collect(Collectors.joining(", "))));
  }

  /** The stable name used in messages, files and options. */
  public String id() {
    return id;
  }

  /** libtorch's number for it. */
  int torchCode() {
    return torchCode;
  }
}
