// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.calibration.json.JsonFields;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.run.Agreement;
import io.offramp.engine.run.PrecisionChoice;
import java.util.Optional;

/** The fields by which a file tells what a model computed in, and why. */
public final class PrecisionFields {
  private static final String PRECISION = "precision";
  private static final String REASON = "precision-reason";
  private static final String COMPARED = "precision-compared-rows";
  private static final String AGREEING = "precision-agreeing-rows";

  private PrecisionFields() {}

  /** Adds the four fields. */
  public static void write(PrecisionChoice choice, ObjectNode root) {
    root.put(PRECISION, choice.precision().id()).put(REASON, choice.reason());
    root.put(COMPARED, choice.agreement().rows()).put(AGREEING, choice.agreement().same());
  }

  /** Reads them: all four, or none. */
  static Optional<PrecisionChoice> read(JsonFields root) {
    return root.optionalText(PRECISION)
        .map(
            id ->
                new PrecisionChoice(
                    Precision.ofId(id),
                    new Agreement(root.smallInteger(AGREEING), root.smallInteger(COMPARED)),
                    root.text(REASON)));
  }
}
