// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.module;

import io.offramp.engine.bundle.Bundle;
import java.util.List;

/**
 * What came of an import.
 *
 * @param bundle that was written
 * @param notes lines for the user: what was chosen, and what the module was seen to do
 */
public record ModuleImportReport(Bundle bundle, List<String> notes) {
  /** Copies the list. */
  public ModuleImportReport {
    notes = List.copyOf(notes);
  }
}
