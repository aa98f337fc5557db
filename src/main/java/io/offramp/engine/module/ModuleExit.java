// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.module;

import io.offramp.calibration.json.JsonFields;
import java.util.List;

/**
 * An exit as the user describes it.
 *
 * @param layer after which it stands, from 1
 * @param cost in the unit of all exits: FLOPs, or anything else that is proportional to the work
 * @param temperature that its probabilities were computed with
 */
record ModuleExit(int layer, double cost, double temperature) {
  /** What full depth counts where costs are relative. */
  static final double RELATIVE_FLOPS = 1e9;

  /** The unit of costs. */
  enum Unit {
    FLOPS("flops"),
    RELATIVE("cost");

    private final String field;

    Unit(String field) {
      this.field = field;
    }

    /** The one field that all exits have. */
    static Unit of(List<JsonFields> exits, JsonFields manifest) {
      boolean flops = exits.stream().allMatch(exit -> exit.has(FLOPS.field));
      boolean relative = exits.stream().allMatch(exit -> exit.has(RELATIVE.field));
      if (flops == relative) {
        throw manifest.refusal(
            "its exits must all have \"flops\", or all have \"cost\", and not both");
      }
      return flops ? FLOPS : RELATIVE;
    }
  }

  static ModuleExit of(JsonFields fields, Unit unit) {
    double cost =
        unit == Unit.FLOPS ? (double) fields.integer(unit.field) : fields.number(unit.field);
    if (!(cost > 0) || Double.isInfinite(cost)) {
      throw fields.refusal(
          "field \"%s\" of an exit is %s (must be positive)".formatted(unit.field, cost));
    }
    ModuleExit exit =
        new ModuleExit(
            fields.smallInteger("layer"),
            cost,
            fields.has("temperature") ? fields.number("temperature") : 1);
    fields.refuseUnknown();
    return exit;
  }

  /** What a bundle says of its cost; of a relative one as if full depth cost a GFLOP. */
  long flops(Unit unit, double last) {
    double flops = unit == Unit.FLOPS ? cost : cost / last * RELATIVE_FLOPS;
    return Math.max(1, Math.round(flops));
  }
}
