// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.engine.encoder.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a user may ask a model to compute in. */
public enum PrecisionMode {
  /** That of the policy's certificate, else bfloat16 if the machine has it and it agrees. */
  AUTO(null),
  /** Float32. */
  FP32(Precision.FP32),
  /** Bfloat16, unchecked. */
  BF16(Precision.BF16),
  /** Float16, unchecked. */
  FP16(Precision.FP16);

  private final @Nullable Precision fixed;

  PrecisionMode(@Nullable Precision fixed) {
    this.fixed = fixed;
  }

  /**
   * The mode of a name.
   *
   * @throws IllegalArgumentException listing the names
   */
  public static PrecisionMode ofId(String id) {
    return Arrays.stream(values())
        .filter(mode -> mode.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot use precision '%s' (must be one of %s)"
                        .formatted(id, String.join(", ", ids()))));
  }

  /** All names. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(PrecisionMode::id).toList();
  }

  /** Its name. */
  public String id() {
    return fixed == null ? name().toLowerCase(Locale.ROOT) : fixed.id();
  }

  /** The precision, unless it is to be chosen. */
  public Optional<Precision> fixed() {
    return Optional.ofNullable(fixed);
  }
}
