// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The number format that layers compute in. */
public enum Precision {
  /** 32 bits; any device. */
  FP32("fp32", 6, 4),
  /** 16 bits with the exponents of 32; CPUs with AVX-512 BF16 or AMX, and GPUs since Ampere. */
  BF16("bf16", 15, 2),
  /** 16 bits; GPUs. */
  FP16("fp16", 5, 2);

  private final String id;
  private final int torchCode;
  private final int bytes;

  Precision(String id, int torchCode, int bytes) {
    this.id = id;
    this.torchCode = torchCode;
    this.bytes = bytes;
  }

  /** The stable name used on the command line. */
  public String id() {
    return id;
  }

  /** libtorch's number for it. */
  int torchCode() {
    return torchCode;
  }

  /** Bytes a number takes. */
  public int bytes() {
    return bytes;
  }

  /**
   * The precision with an {@link #id()}.
   *
   * @throws IllegalArgumentException if there is none, listing those there are
   */
  public static Precision ofId(String id) {
    return Arrays.stream(values())
        .filter(precision -> precision.id.equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot compute in \"%s\" (must be one of: %s)"
                        .formatted(
                            id,
                            Arrays.stream(values())
                                .map(Precision::id)
                                .collect(Collectors.joining(", ")))));
  }
}
