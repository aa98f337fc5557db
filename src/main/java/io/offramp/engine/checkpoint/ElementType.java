// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import java.util.Optional;

/** What a tensor's elements are, by the names that safetensors gives them. */
public enum ElementType {
  /** 64-bit floating point. */
  F64(8, true),
  /** 32-bit floating point. */
  F32(4, true),
  /** 16-bit floating point: 5 bits of exponent, 10 of fraction. */
  F16(2, true),
  /** 16-bit floating point: the upper half of an F32. */
  BF16(2, true),
  /** 8-bit floating point: 5 bits of exponent, 2 of fraction; listed, not read. */
  F8_E5M2(1, false),
  /** 8-bit floating point: 4 bits of exponent, 3 of fraction; listed, not read. */
  F8_E4M3(1, false),
  /** 64-bit integer. */
  I64(8, false),
  /** 32-bit integer. */
  I32(4, false),
  /** 16-bit integer. */
  I16(2, false),
  /** 8-bit integer. */
  I8(1, false),
  /** 64-bit integer without a sign. */
  U64(8, false),
  /** 32-bit integer without a sign. */
  U32(4, false),
  /** 16-bit integer without a sign. */
  U16(2, false),
  /** 8-bit integer without a sign. */
  U8(1, false),
  /** A byte that is 0 or 1. */
  BOOL(1, false);

  private final int bytes;
  private final boolean weights;

  ElementType(int bytes, boolean weights) {
    this.bytes = bytes;
    this.weights = weights;
  }

  /** Bytes an element takes. */
  public int bytes() {
    return bytes;
  }

  /** Whether {@link Checkpoint#floats} reads such tensors. */
  public boolean isRead() {
    return weights;
  }

  /** The type of a name, if it is known. */
  static Optional<ElementType> named(String name) {
    for (ElementType type : values()) {
      if (type.name().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
