using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Community.Bench.Load;

/// <summary>
/// A minimal Kestrel endpoint, which shows the maximum of this machine. It runs in this process, which only waits meanwhile.
/// </summary>
internal static class KestrelHello
{
    public static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(context =>
        {
            context.Response.ContentType = "text/plain";
            context.Response.ContentLength = 5;
            return context.Response.WriteAsync("hello");
        });
        await app.StartAsync();
        return app;
    }
}
