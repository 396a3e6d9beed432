using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Community.Bench.Load;

/// <summary>
/// nginx as a reverse proxy in its fastest configuration: one worker, connections to the service kept open, no log. It runs in a temporary
/// folder, on a port of its own, and is stopped by its pid.
/// </summary>
internal sealed class Nginx : IAsyncDisposable
{
    private readonly Process _process;

    private Nginx(Process process, int port)
    {
        _process = process;
        Url = $"http://127.0.0.1:{port}";
    }

    public string Url { get; }

    public static async Task<Nginx> StartAsync(string upstream, TemporaryFolder folder)
    {
        var port = Ports.Free();
        var file = folder.Write("nginx.conf", Configuration(new Uri(upstream).Authority, port, folder.Path));
        var nginx = new Nginx(
            Programs.Start(new ProcessStartInfo("/usr/sbin/nginx", ["-p", folder.Path, "-e", "stderr", "-c", file])),
            port
        );
        _ = nginx._process.StandardOutput.ReadToEndAsync();
        _ = nginx._process.StandardError.ReadToEndAsync();
        for (var attempt = 0; !await AnswersAsync(port); attempt++)
        {
            if (attempt == 100)
            {
                await nginx.DisposeAsync();
                throw new BenchException("nginx does not start.");
            }

            await Task.Delay(50);
        }

        return nginx;
    }

    private static string Configuration(string upstream, int port, string folder) =>
        $$"""
            daemon off;
            {{(Environment.IsPrivilegedProcess ? "user root;" : "")}}
            worker_processes 1;
            pid {{folder}}/nginx.pid;
            events { worker_connections 1024; }
            http {
                access_log off;
                keepalive_requests 100000000;
                client_body_temp_path {{folder}}/body;
                proxy_temp_path {{folder}}/proxy;
                fastcgi_temp_path {{folder}}/fastcgi;
                uwsgi_temp_path {{folder}}/uwsgi;
                scgi_temp_path {{folder}}/scgi;
                upstream service {
                    server {{upstream}};
                    keepalive 256;
                    keepalive_requests 100000000;
                }
                server {
                    listen 127.0.0.1:{{port}} backlog=1024;
                    location / {
                        proxy_pass http://service;
                        proxy_http_version 1.1;
                        proxy_set_header Connection "";
                        proxy_set_header Host $http_host;
                        proxy_set_header X-Forwarded-For $remote_addr;
                        proxy_set_header X-Forwarded-Proto $scheme;
                        proxy_set_header X-Forwarded-Host $http_host;
                    }
                }
            }
            """;

    private static async Task<bool> AnswersAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync() => await Programs.StopAsync(_process);
}
