// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

/** The number format that layers compute in. */
public enum Precision {
  /** 32 bits; any device. */
  FP32("fp32", 6),
  /** 16 bits with the exponents of 32; CPUs with AVX-512 BF16 or AMX, and GPUs since Ampere. */
  BF16("bf16", 15);

  private final String id;
  private final int torchCode;

  Precision(String id, int torchCode) {
    this.id = id;
    this.torchCode = torchCode;
  }

  /** The stable name used in messages. */
  public String id() {
    return id;
  }

  /** libtorch's number for it. */
  int torchCode() {
    return torchCode;
  }
}
