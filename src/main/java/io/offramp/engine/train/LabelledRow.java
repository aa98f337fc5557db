// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import io.offramp.engine.text.TokenizedText;

/**
 * A tokenised row and its label's index.
 *
 * @param text tokens, special tokens included
 * @param label index into the label list, from 0
 */
public record LabelledRow(TokenizedText text, int label) {}
