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

  /** The activation of {@code x}, to within 1e-6 or better. */
  public double of(double x) {
    return switch (this) {
      case GELU -> x / 2 * (1 + erf(x / Math.sqrt(2)));
      case GELU_TANH ->
          x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
      case RELU -> Math.max(x, 0);
      case TANH -> Math.tanh(x);
    };
  }

  /** By Abramowitz and Stegun's formula 7.1.26, to within 1.5e-7. */
  private static double erf(double x) {
    double t = 1 / (1 + 0.3275911 * Math.abs(x));
    double sum =
        t
            * (0.254829592
                + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
    return Math.copySign(1 - sum * Math.exp(-x * x), x);
  }

  /** The TorchScript of what it makes of a tensor. */
  String applied(String tensor) {
    return switch (this) {
      case GELU -> "torch.gelu(%s)".formatted(tensor);
      case GELU_TANH -> "torch.gelu(%s, approximate=\"tanh\")".formatted(tensor);
      case RELU -> "torch.relu(%s)".formatted(tensor);
      case TANH -> "torch.tanh(%s)".formatted(tensor);
    };
  }

  /** How oneDNN is told to do it while a product is in cache: its name, numbers and algorithm. */
  String fused() {
    return switch (this) {
      case GELU -> "\"gelu\", annotate(List[Optional[number]], []), \"none\"";
      case GELU_TANH -> "\"gelu\", annotate(List[Optional[number]], []), \"tanh\"";
      case RELU -> "\"relu\", annotate(List[Optional[number]], []), None";
      case TANH -> "\"tanh\", annotate(List[Optional[number]], []), None";
    };
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
