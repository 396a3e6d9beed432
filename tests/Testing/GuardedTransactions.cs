using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Community.Testing;

/// <summary>
/// Every test run has the services watch that no transaction waits for anything, here and in the processes that are started.
/// </summary>
internal static class GuardedTransactions
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Each test project is an application of this assembly, and none may forget it.")]
    internal static void TurnOn() => Environment.SetEnvironmentVariable("Database__GuardTransactions", "true");
}
