// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import io.offramp.engine.bundle.Bundle;
import java.util.List;

/**
 * What came of an import.
 *
 * @param bundle that was written
 * @param modelType the checkpoint's family
 * @param notes lines for the user: what was chosen, and what was left out
 */
public record ImportReport(Bundle bundle, String modelType, List<String> notes) {
  /** Copies the list. */
  public ImportReport {
    notes = List.copyOf(notes);
  }
}
