// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.calibration.words.Counted;
import io.offramp.engine.encoder.Precision;
import java.io.Serializable;
import java.util.Locale;

/**
 * What a model computes in, and why.
 *
 * @param precision what it computes in
 * @param agreement of bfloat16 with float32 on a sample; {@link Agreement#NONE} if nothing was
 *     compared
 * @param reason in words that follow "precision bf16:"
 */
public record PrecisionChoice(Precision precision, Agreement agreement, String reason)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * The least share of rows on which bfloat16 must say what float32 says. A guard against models
   * that bfloat16 does not suit, no certificate: of 512 rows, two may differ.
   */
  public static final double LEAST_AGREEMENT = 0.995;

  /** A precision that somebody asked for. */
  public static PrecisionChoice asked(Precision precision) {
    return new PrecisionChoice(precision, Agreement.NONE, "as asked for");
  }

  /** The precision of the traces that a policy was certified on. */
  public static PrecisionChoice certified(Precision precision) {
    return new PrecisionChoice(precision, Agreement.NONE, "the policy was certified in it");
  }

  /** The one that a module of the user's own is to compute in if nobody asks. */
  public static PrecisionChoice ofModule(Precision precision) {
    return new PrecisionChoice(
        precision, Agreement.NONE, "the model is the bundle's own TorchScript module");
  }

  /** Float32, as there is no bfloat16 to be had. */
  public static PrecisionChoice without(String obstacle) {
    return new PrecisionChoice(Precision.FP32, Agreement.NONE, obstacle);
  }

  /** Bfloat16 where it agrees with float32 on enough rows; float32 otherwise. */
  public static PrecisionChoice by(Agreement agreement) {
    if (agreement.share().isEmpty()) {
      return without("no row has text that bf16 could be compared with fp32 on");
    }
    double share = agreement.share().getAsDouble();
    return share >= LEAST_AGREEMENT
        ? new PrecisionChoice(
            Precision.BF16,
            agreement,
            String.format(
                Locale.ROOT,
                "agreement %.4f of %s with fp32",
                share,
                Counted.of(agreement.rows(), "row")))
        : new PrecisionChoice(
            Precision.FP32,
            agreement,
            String.format(
                Locale.ROOT,
                "bf16 has agreement %.4f of %s with it (must be at least %s)",
                share,
                Counted.of(agreement.rows(), "row"),
                LEAST_AGREEMENT));
  }

  /** The choice in one line, for people. */
  public String line() {
    return "precision %s: %s".formatted(precision.id(), reason);
  }
}
