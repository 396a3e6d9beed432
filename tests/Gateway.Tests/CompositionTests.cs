using Microsoft.AspNetCore.Builder;

namespace Community.Gateway.Tests;

/// <summary>How the gateway is put together.</summary>
public sealed class CompositionTests
{
    /// <summary>Parts of the framework and of YARP bring data protection, which is not used here. It would write keys into a folder at each start.</summary>
    [Fact]
    public void NothingKeepsKeysInAFolder()
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddGateway();
        builder.Services.Select(service => (service.IsKeyedService ? null : service.ImplementationType) ?? service.ServiceType)
            .ShouldNotContain(type => type.FullName!.Contains("DataProtection", StringComparison.Ordinal));
    }
}
