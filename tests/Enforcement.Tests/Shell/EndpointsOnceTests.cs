using Enforcement.Tests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Shell;

public sealed class EndpointsOnceTests
{
    [Theory]
    [InlineData("/api/session")]
    [InlineData("/health/ready")]
    public async Task What_routing_finds_is_what_the_policies_know(string path)
    {
        var seen = new LastEndpoint();
        await using var service = await TestService.CreateAsync(host =>
            host.ConfigureTestServices(services => services.AddSingleton<IStartupFilter>(seen))
        );

        await service.Caller().GetAsync(path);

        service.Services.GetRequiredService<EndpointDataSource>().Endpoints.ShouldContain(known => ReferenceEquals(known, seen.Endpoint));
    }

    private sealed class LastEndpoint : IStartupFilter
    {
        public Endpoint? Endpoint { get; private set; }

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.Use(
                    async (context, rest) =>
                    {
                        await rest(context);
                        Endpoint = context.GetEndpoint();
                    }
                );
                next(app);
            };
    }
}
