// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.sql;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.rules.Rule;

/**
 * Spares rows the model: conditions that need no answer are tested before, limits stop rows before,
 * and answers that nobody reads are not computed. Spark's own rules do not know the node.
 */
final class PushThroughCalls extends Rule<LogicalPlan> {
  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    LogicalPlan node = plan.mapChildren(this::apply);
    if (node instanceof Filter filter && filter.child() instanceof EarlyExitEval eval) {
      return pushed(filter, eval);
    }
    if (node instanceof Project project && project.child() instanceof EarlyExitEval eval) {
      boolean read = project.references().contains(eval.result());
      return read ? node : new Project(project.projectList(), eval.child());
    }
    if (node instanceof LocalLimit limit) {
      return limited(limit);
    }
    return node;
  }

  private static LogicalPlan pushed(Filter filter, EarlyExitEval eval) {
    if (!eval.call().deterministic()) {
      return filter;
    }
    AttributeSet before = eval.child().outputSet();
    List<Expression> below = new ArrayList<>();
    List<Expression> above = new ArrayList<>();
    for (Expression condition : conjuncts(filter.condition())) {
      boolean first = condition.deterministic() && condition.references().subsetOf(before);
      (first ? below : above).add(condition);
    }
    if (below.isEmpty()) {
      return filter;
    }
    EarlyExitEval fewer = eval.over(new Filter(all(below), eval.child()));
    return above.isEmpty() ? fewer : new Filter(all(above), fewer);
  }

  private static LogicalPlan limited(LocalLimit limit) {
    if (limit.child() instanceof EarlyExitEval eval && mayHaveMore(eval)) {
      return limit.withNewChildren(one(limited(limit, eval)));
    }
    if (limit.child() instanceof Project project
        && project.child() instanceof EarlyExitEval eval
        && mayHaveMore(eval)) {
      return limit.withNewChildren(one(new Project(project.projectList(), limited(limit, eval))));
    }
    return limit;
  }

  /** Whether no limit was pushed yet; once is enough, and this rule runs until nothing changes. */
  private static boolean mayHaveMore(EarlyExitEval eval) {
    return eval.child().maxRowsPerPartition().isEmpty();
  }

  private static EarlyExitEval limited(LocalLimit limit, EarlyExitEval eval) {
    return eval.over(new LocalLimit(limit.limitExpr(), eval.child()));
  }

  private static scala.collection.immutable.List<LogicalPlan> one(LogicalPlan plan) {
    return ScalaLists.of(List.of(plan));
  }

  private static List<Expression> conjuncts(Expression condition) {
    if (condition instanceof And and) {
      List<Expression> both = conjuncts(and.left());
      both.addAll(conjuncts(and.right()));
      return both;
    }
    return new ArrayList<>(List.of(condition));
  }

  private static Expression all(List<Expression> conditions) {
    return conditions.stream().reduce(And::new).orElseThrow();
  }
}
