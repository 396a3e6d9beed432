using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Platform.Data;

/// <summary>Runs a service, or its migrations alone.</summary>
public static class MigrationExtensions
{
    /// <summary>
    /// Runs the service until it is stopped. With the one argument <c>--migrate</c> it applies the migrations of its database instead, as
    /// the role of its connection string, and ends.
    /// </summary>
    /// <param name="app">The service.</param>
    /// <param name="args">The program's arguments.</param>
    public static async Task RunServiceAsync(this WebApplication app, IReadOnlyList<string> args)
    {
        if (args is not ["--migrate"])
        {
            await app.RunAsync();
            return;
        }

        await using (app)
        {
            await app.Services.GetRequiredService<Migrator>().MigrateAsync(app.Lifetime.ApplicationStopping);
        }
    }
}
