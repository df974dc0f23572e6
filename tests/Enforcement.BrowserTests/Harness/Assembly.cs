[assembly: TestFramework("Enforcement.Tests.Harness.TestRun", "Enforcement.BrowserTests")]
