package io.afterspike.kernels.cuda.driverdouble;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;

/** Tests that each begin on a fresh double of the driver and must leave nothing behind in it. */
public abstract class OnTheDriverDouble {
  /** The double; null where there can be none, and then no test runs. */
  protected DriverDouble driver;

  @BeforeEach
  final void install() {
    Assumptions.assumeTrue(DriverDouble.reason().isEmpty(), DriverDouble.reason());
    driver = DriverDouble.install();
    driver.reset();
  }

  @AfterEach
  final void nothingIsLeft() {
    if (driver != null) {
      assertEquals(List.of(), driver.leaks());
      assertEquals(List.of(), driver.misuses());
      assertEquals(List.of(), driver.defects());
    }
  }
}
