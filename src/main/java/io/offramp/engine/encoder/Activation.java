// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

/** What is applied to each number between two linear layers. */
public enum Activation {
  /** {@code x Φ(x)}, by the error function. */
  GELU("gelu"),
  /** {@code x/2 (1 + tanh(√(2/π) (x + 0.044715 x³)))}, which is near it. */
  GELU_TANH("gelu-tanh"),
  /** {@code max(x, 0)}. */
  RELU("relu"),
  /** The hyperbolic tangent. */
  TANH("tanh");

  private final String id;

  Activation(String id) {
    this.id = id;
  }

  /** Name in files. */
  public String id() {
    return id;
  }

  /**
   * The activation of that id.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Activation ofId(String id) {
    for (Activation activation : values()) {
      if (activation.id().equals(id)) {
        return activation;
      }
    }
    throw new IllegalArgumentException(
        "Cannot activate by '" + id + "' (must be gelu, gelu-tanh, relu or tanh)");
  }
}
