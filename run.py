import os,sys,subprocess,time,json,hashlib,pathlib,shutil,socket
BIN='/tmp/tracker-rel/release'
def cpu(pid):
    w=open(f'/proc/{pid}/stat').read().rpartition(')')[2].split(); return (int(w[11])+int(w[12]))/100
def free():
    s=socket.socket(); s.bind(('127.0.0.1',0)); p=s.getsockname()[1]; s.close(); return p
d=pathlib.Path('/dev/shm/trk'); shutil.rmtree(d,ignore_errors=True); d.mkdir(); d.chmod(0o755)
p=free()
cfg=d/'b.toml'; cfg.write_text(f'role="bootstrap"\nport={p}\nlisten=["127.0.0.1"]\nstate="{d}/state"\n[multicast]\nenabled=false\n[tracker]\nopen=true\n[log]\nlevel="warning"\n')
ours=subprocess.Popen([BIN+'/distrishared','--config',str(cfg)])
q=free()
o=d/'ot'; o.mkdir(); o.chmod(0o755)
(o/'allowed').write_text(''.join(hashlib.sha1(f'load {n}'.encode()).hexdigest()+'\n' for n in range(100000)))
theirs=subprocess.Popen(['opentracker','-i','127.0.0.1','-p',str(q),'-P',str(q),'-d',str(o),'-w','allowed'],stdout=subprocess.DEVNULL,stderr=subprocess.DEVNULL)
time.sleep(2)
def load(port,*a):
    r=subprocess.run([BIN+'/distrishare','--json','load','--node',f'127.0.0.1:{port}','--torrents','100000',*a],capture_output=True,text=True)
    if not r.stdout: print(r.stderr); return None
    return json.loads(r.stdout)
def both(name,*a,n=3):
    for i in range(n):
        out=[]
        for who,pr,port in (('ours',ours,p),('theirs',theirs,q)):
            b=cpu(pr.pid); r=load(port,*a); e=cpu(pr.pid)-b
            if r: out.append((who,round(r['requests_per_second']),round(e/(r['requests']+r['awaited']+1)*1e6,2),r.get('failures')))
        print(name,out,flush=True)
try:
    which=sys.argv[1:] or ['udp','http','kept']
    if 'udp' in which: both('udp','--protocol','udp-tracker','--connections','512','--seconds','3')
    if 'http' in which: both('http','--protocol','http-tracker','--connections','64','--seconds','3')
    if 'kept' in which:
        for i in range(2):
            b=cpu(ours.pid); r=load(p,'--protocol','http-tracker','--kept','--connections','64','--seconds','3'); e=cpu(ours.pid)-b
            print('kept',round(r['requests_per_second']),round(e/(r['requests']+1)*1e6,2),r.get('failures'))
    print(open(f'/proc/{ours.pid}/status').read().split('RssAnon:')[1].split('\n')[0])
    import urllib.request
    print([l for l in urllib.request.urlopen(f'http://127.0.0.1:{p}/metrics').read().decode().split('\n') if l.startswith('distrishare_tracker')])
finally:
    ours.kill(); theirs.kill()
