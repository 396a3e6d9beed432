using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Community.Testing;

/// <summary>In every test run, the services check that no transaction waits for anything, in this process and in started ones.</summary>
internal static class GuardedTransactions
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Each test project is an application of this assembly, and none may forget it.")]
    internal static void TurnOn() => Environment.SetEnvironmentVariable("Database__GuardTransactions", "true");
}
