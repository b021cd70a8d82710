package io.afterspike.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperationTest {
  private static final List<Field> ARRAYS =
      Arrays.stream(Operation.class.getDeclaredFields())
          .filter(field -> field.getType() == float[].class)
          .toList();

  @Test
  void arraysAreForgottenWhateverHappens() throws IllegalAccessException {
    try (WorkerTeam team = new WorkerTeam(1)) {
      Operation operation = new Operation(team);
      for (boolean fails : new boolean[] {false, true}) {
        for (Field array : ARRAYS) {
          array.set(operation, new float[1]);
        }
        Operation.Work work = (o, worker, from, to) -> assertTrue(o.input != null && !fails);
        if (fails) {
          assertThrows(AssertionError.class, () -> operation.run(1, 1, work));
        } else {
          operation.run(1, 1, work);
        }
        for (Field array : ARRAYS) {
          assertNull(array.get(operation), array.getName());
        }
      }
    }
    assertTrue(ARRAYS.size() > 20);
  }

  @Test
  void everyThreadHasTheScratch() {
    try (WorkerTeam team = new WorkerTeam(3)) {
      Operation operation = new Operation(team);
      operation.reserve(7, 0);
      operation.reserve(5, 2);
      for (int worker = 0; worker < 3; worker++) {
        assertEquals(7, operation.scratch[worker].length);
        assertEquals(2, operation.events[worker].length);
      }
    }
  }
}
