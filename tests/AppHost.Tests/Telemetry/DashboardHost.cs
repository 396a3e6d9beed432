using System.Net.Http.Json;
using System.Text.Json;
using Community.AppHost.Dashboard;
using Community.AppHost.Model;
using Community.AppHost.Processes;
using Community.AppHost.Telemetry;
using Community.Testing;
using Microsoft.AspNetCore.Builder;

namespace Community.AppHost.Tests.Telemetry;

/// <summary>The dashboard in this process, without a fleet.</summary>
internal sealed class DashboardHost : IAsyncDisposable
{
    private readonly DataFolder _data;
    private readonly Guardian _guardian;
    private readonly Fleet _fleet;
    private readonly WebApplication _app;

    private DashboardHost(
        DataFolder data,
        Guardian guardian,
        Fleet fleet,
        WebApplication app,
        TelemetryStore store,
        DashboardOptions options
    )
    {
        _data = data;
        _guardian = guardian;
        _fleet = fleet;
        _app = app;
        Store = store;
        Options = options;
        Client = new HttpClient
        {
            BaseAddress = new Uri(options.OtlpUrl),
            DefaultRequestHeaders = { Authorization = new("Bearer", options.Token) },
        };
    }

    public TelemetryStore Store { get; }

    public DashboardOptions Options { get; }

    public HttpClient Client { get; }

    public string Folder => _data.Path;

    public string Telemetry => _data["telemetry"];

    /// <summary>Starts it on the data of an earlier one, or on a new folder.</summary>
    public static async Task<DashboardHost> StartAsync(
        string? folder = null,
        TelemetryLimits? limits = null,
        Action<FleetBuilder>? compose = null
    )
    {
        var data = await DataFolder.TakeAsync(folder ?? RunningFleet.NewDataFolder(), fresh: false);
        var guardian = new Guardian(data.GuardianLock);
        var builder = new FleetBuilder(data, guardian, new ProjectOutputs("", ""));
        compose?.Invoke(builder);
        var fleet = new Fleet(builder.Resources, data, guardian);
        var store = new TelemetryStore(data.PrivateFolder("telemetry"), limits ?? new TelemetryLimits(), TimeProvider.System);
        var options = DashboardOptions.For(data, Ports.Free());
        return new DashboardHost(data, guardian, fleet, await DashboardServer.StartAsync(fleet, store, options), store, options);
    }

    public async Task<JsonElement> GetAsync(string path) => (await Client.GetFromJsonAsync<JsonElement>(path))!;

    /// <summary>Waits until a list has at least one item, which must be there before its content can be asserted.</summary>
    public async Task<JsonElement> GetItemsAsync(string path, int atLeast = 1)
    {
        JsonElement list = default;
        await Poll.UntilAsync(
            async () =>
            {
                list = await GetAsync(path);
                return list.GetProperty("items").GetArrayLength() >= atLeast;
            },
            what: path
        );
        return list;
    }

    /// <summary>Stops it; its data stay.</summary>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await _fleet.DisposeAsync();
        Store.Dispose();
        _guardian.Dispose();
        _data.Dispose();
    }
}
