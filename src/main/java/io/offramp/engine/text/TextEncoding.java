// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import java.util.List;

/** Where rows get their tokens: a {@link TextEncoder}, or for a measure tokens made beforehand. */
@FunctionalInterface
public interface TextEncoding {
  /** The tokens of each row, in the rows' order. */
  List<TokenizedText> encodeAll(List<TextInput> inputs);
}
