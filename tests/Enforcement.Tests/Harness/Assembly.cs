[assembly: TestFramework("Enforcement.Tests.Harness.TestRun", "Enforcement.Tests")]
